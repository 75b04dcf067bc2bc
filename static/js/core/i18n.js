/** @type {Object<string, string>} */
let strings = {};
let locale = "id";

/** Sets the dictionary (English text to text in the reader's language) and the locale of dates and numbers. */
export function speak(dictionary, name) {
  strings = dictionary;
  locale = name;
}

export const currentLocale = () => locale;

/** The text in the reader's language with each `{name}` filled in; a text nobody translated stays English. */
export function t(text, values = {}) {
  return (strings[text] || text).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
