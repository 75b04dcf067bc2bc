/** English text to the reader's text, or to its plural forms; `error.` and a key to what an error says. @type {Object<string, string|string[]>} */
let strings = {};
let locale = "id";

/** Sets the dictionary and the locale of dates and numbers. */
export function setLanguage(dictionary, name) {
  strings = dictionary;
  locale = name;
}

export const currentLocale = () => locale;

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));

/** The text in the reader's language with each `{name}` filled in; a text nobody translated stays English. */
export function t(text, values = {}) {
  const found = strings[text];
  return fill((Array.isArray(found) ? found[0] : found) || text, values);
}

/**
 * Why something was refused, in the reader's language.
 * @param {?import("../types.js").Reason} reason @param {string} message what is said where its key isn't known here
 */
export function errorText(reason, message) {
  const text = reason && strings[`error.${reason.key}`];
  return text ? fill(text, reason.values ?? {}) : message;
}

/** Like `t`, for a number `n`; the languages we have use one form or two. */
export function tn(singular, plural, n, values = {}) {
  const found = strings[singular];
  const forms = Array.isArray(found) && found.every(Boolean) ? found : [singular, plural];
  return fill(forms[n === 1 ? 0 : forms.length - 1], { n, ...values });
}
