const read = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "{}");

/**
 * What the server wrote into the page for its scripts.
 * @type {{me: ?import("../types.js").Me, locale: string, languages: Object<string, string>, icons: string, emoji: string, protocol: number,
 *   release: string}}
 */
export const boot = read("boot");

/** Our texts in the reader's language. @type {Object<string, string|string[]>} */
export const strings = read("strings");
