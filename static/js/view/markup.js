/** @typedef {{from: number, to: number, put: string, start: number, end: number}} Change what to put where, and what is selected then */

/** The Markdown of each shortcut that wraps what is selected. @type {Object<string, string>} */
export const MARKS = { bold: "**", italic: "_", struck: "~~", code: "`" };

/** Puts a mark round the selected text, or takes it off again. @returns {Change} */
export function marked(text, start, end, mark) {
  const size = mark.length;
  const chosen = text.slice(start, end);
  if (chosen.length >= 2 * size && chosen.startsWith(mark) && chosen.endsWith(mark)) {
    return { from: start, to: end, put: chosen.slice(size, -size), start, end: end - 2 * size };
  }
  if (text.slice(start - size, start) === mark && text.slice(end, end + size) === mark) {
    return { from: start - size, to: end + size, put: chosen, start: start - size, end: end - size };
  }
  // In Markdown a mark must not have a space behind it.
  const from = start + chosen.length - chosen.trimStart().length;
  const to = Math.max(from, end - (chosen.length - chosen.trimEnd().length));
  return { from, to, put: mark + text.slice(from, to) + mark, start: from + size, end: to + size };
}

const ADDRESS = /^https?:\/\/[^\s<>]+$/i;

/** A Markdown link of the selected text to a pasted address; null when it isn't one, or nothing to link is selected. */
export function linked(chosen, pasted) {
  const address = pasted.trim();
  const name = chosen.trim();
  if (!name || name.includes("\n") || !ADDRESS.test(address) || ADDRESS.test(name)) return null;
  return `[${name.replace(/[[\]\\]/g, "\\$&")}](${address.replace(/[()]/g, (sign) => (sign === "(" ? "%28" : "%29"))})`;
}
