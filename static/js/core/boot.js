/**
 * What the server wrote into the page for its scripts.
 * @returns {{me: ?import("../types.js").Me, locale: string, strings: Object<string, string>, room_id: ?number, page: string, protocol: number}}
 */
export function readBoot(doc = document) {
  const element = doc.getElementById("boot");
  const found = element ? JSON.parse(element.textContent) : {};
  return { me: null, locale: "id", strings: {}, room_id: null, page: "", protocol: 1, ...found };
}
