const read = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "{}");

/**
 * What the server wrote into the page for its scripts.
 * @type {{me: ?import("../types.js").Me, locale: string, languages: Object<string, string>, icons: string, logo: string, emoji: string, protocol: number, welcome?: boolean,
 *   release: string, claim: ?("now"|"later")}}
 */
export const boot = read("boot");

/** Our texts in the reader's language. @type {Object<string, string|string[]>} */
export const strings = read("strings");
