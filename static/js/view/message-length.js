/** The most that a message holds, counted as the server does. */
export const MOST = 4000;
const NEAR = 200;

/** The length of what would be sent, in code points: JavaScript counts an emoji as several characters, the server as one. */
export function lengthOf(text) {
  const trimmed = text.trim();
  return trimmed.length < MOST - NEAR ? trimmed.length : [...trimmed].length;
}

/** How many characters are left, once there are few; null before. */
export function roomLeft(text) {
  const left = MOST - lengthOf(text);
  return left <= NEAR ? left : null;
}
