/**
 * What the server wrote into the page for its scripts.
 * @type {{me: ?import("../types.js").Me, locale: string, languages: Object<string, string>, strings: Object<string, string|string[]>,
 *   icons: string, protocol: number}}
 */
export const boot = JSON.parse(document.getElementById("boot")?.textContent ?? "{}");
