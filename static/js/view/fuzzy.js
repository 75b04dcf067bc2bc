const EXACT = 100;
const START = 90;
const WORD = 80;
/** From here on a text begins, as a whole or in one of its words, with what was typed. */
export const WORDS = 75;
const INSIDE = 60;
const INITIALS = 55;
const SCATTERED = 20;

/** Text as it is compared: without case, accents and doubled spaces. */
export const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ").trim();

const wordsOf = (text) => text.split(/[^\p{L}\p{N}]+/u).filter(Boolean);

/**
 * How well a text answers what was typed, from 0 (not at all) to 100 (it is the same).
 * @param {string} text @param {string} query both as people write them
 */
export function score(text, query) {
  const [full, wanted] = [fold(text), fold(query)];
  if (!wanted || !full) return 0;
  if (full === wanted) return EXACT;
  const found = place(full, wanted) || scattered(full, wanted);
  // Of two that fit alike the shorter one is closer to what was typed.
  return found && found - Math.min(4, (full.length - wanted.length) / 10);
}

function place(full, wanted) {
  const words = wordsOf(full);
  if (full.startsWith(wanted)) return START;
  if (words.some((word) => word.startsWith(wanted))) return WORD;
  const parts = wordsOf(wanted);
  if (parts.length > 1 && parts.every((part) => words.some((word) => word.startsWith(part)))) return WORDS;
  if (distinctive(wanted) && full.includes(wanted)) return INSIDE;
  return wanted.length > 1 && words.map((word) => word[0]).join("").startsWith(wanted) ? INITIALS : 0;
}

/** Two letters of the Latin alphabet occur inside of nearly every text; two signs of other scripts are worth a match. */
const distinctive = (wanted) => wanted.length > 2 || /[^\p{Script=Latin}\p{N}]/u.test(wanted);

/** Every letter in order, from the beginning of a word; the closer together the better. */
function scattered(full, wanted) {
  const letters = [...wanted.replace(/ /g, "")];
  if (letters.length < 3) return 0;
  let best = 0;
  for (const start of full.matchAll(/(?<![\p{L}\p{N}])[\p{L}\p{N}]/gu)) {
    if (start[0] !== letters[0]) continue;
    let at = start.index;
    for (const letter of letters.slice(1)) if ((at = full.indexOf(letter, at + 1)) < 0) break;
    if (at >= 0) best = Math.max(best, SCATTERED + (20 * letters.length) / (at - start.index + 1));
  }
  return best;
}
