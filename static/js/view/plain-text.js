const LONGEST = 200;
const known = new WeakMap();

// The parsed document is never shown, so nothing in it runs or loads.
const textOf = (html) => new DOMParser().parseFromString(html.replace(/<(br|\/p|\/li|\/h\d|\/pre)\b/g, " <$1"), "text/html").body.textContent;

/** A message in one line without its markup, for lists, quotes and announcements. @param {import("../types.js").Message} message */
export function plain(message) {
  if (!known.has(message)) {
    const text = message.html ? textOf(message.html) : message.content;
    known.set(message, text.replace(/\s+/g, " ").trim().slice(0, LONGEST));
  }
  return known.get(message);
}
