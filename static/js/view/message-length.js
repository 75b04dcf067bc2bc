/** The most that a message holds, counted as the server does. */
export const MOST = 4000;
const NEAR = 200;

/** The length of what would be sent: an emoji is one character there, however many this language makes of it. */
export function lengthOf(text) {
  const trimmed = text.trim();
  return trimmed.length < MOST - NEAR ? trimmed.length : [...trimmed].length;
}

/** How much room is left once that is worth telling; null before. */
export function roomLeft(text) {
  const left = MOST - lengthOf(text);
  return left <= NEAR ? left : null;
}
