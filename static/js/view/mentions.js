const NAME = String.raw`[\p{L}\p{N}_]`;
const forms = new Map();

/** One form for names that count as one, as far as a browser knows it. */
const folded = (text) => text.normalize("NFKC").toLowerCase();

function pattern(username) {
  if (!forms.has(username)) {
    const name = folded(username).replace(/[.-]/g, "\\$&");
    // A name may have dots and hyphens within, so one that ends a sentence isn't part of it, and one before a letter is.
    forms.set(username, new RegExp(`(?<![.-]|${NAME})@${name}(?![.-]*${NAME})`, "u"));
  }
  return forms.get(username);
}

/** True when a text has `@username` as a whole word, whatever its case. */
export const mentions = (text, username) => text.includes("@") && pattern(username).test(folded(text));
