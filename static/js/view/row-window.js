export const MOST = 300;
const SLACK = 20;
const STEP = 50;
const FIRST = 100;

/**
 * Which of the known messages are rendered: at most about 300, however many are loaded. With `to` null it follows the newest.
 * @typedef {{from: number, to: ?number}} Window bounds as `seq`, both included
 */

const lowerBound = (messages, seq) => {
  let low = 0;
  for (let high = messages.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (messages[middle].seq < seq) low = middle + 1;
    else high = middle;
  }
  return low;
};

const span = (messages, { from, to }) => [lowerBound(messages, from), to === null ? messages.length : lowerBound(messages, to + 1)];

export const visible = (messages, window) => messages.slice(...span(messages, window));

/** The newest messages. @returns {Window} */
export function atEnd(messages, count = FIRST) {
  return { from: messages[Math.max(0, messages.length - count)]?.seq ?? 0, to: null };
}

/** The window after messages came at the end, cut to its size: at the top for a reader at the end, else at the bottom. @returns {Window} */
export function grown(messages, window, reading) {
  const [first, last] = span(messages, window);
  if (window.to !== null || last - first <= MOST + SLACK) return window;
  if (!reading) return { from: messages[last - MOST].seq, to: null };
  return { from: window.from, to: messages[first + MOST - 1].seq };
}

/** The window a step further up; null when nothing older is known. @returns {?Window} */
export function up(messages, window) {
  const [first, last] = span(messages, window);
  if (first === 0) return null;
  const start = Math.max(0, first - STEP);
  const end = Math.min(last, start + MOST);
  return { from: messages[start].seq, to: end === messages.length ? null : messages[end - 1].seq };
}

/** The window a step further down; null when it ends with the newest. @returns {?Window} */
export function down(messages, window) {
  const [first, last] = span(messages, window);
  if (last === messages.length) return null;
  const end = Math.min(messages.length, last + STEP);
  const start = Math.max(first, end - MOST);
  return { from: messages[start].seq, to: end === messages.length ? null : messages[end - 1].seq };
}

/** A window that shows the message with that `seq`. @returns {Window} */
export function around(messages, seq) {
  const at = lowerBound(messages, seq);
  const end = Math.min(messages.length, at + FIRST);
  return { from: messages[Math.max(0, at - FIRST)].seq, to: end === messages.length ? null : messages[end - 1].seq };
}

const ROW = 30;
const SPARE = 900;

/** How many messages fill a screen of that height even if all are short, and leave enough above not to ask again at once. */
export const screenful = (height) => Math.min(100, Math.max(50, Math.ceil((height + SPARE) / ROW)));

/** The first window of a room: from a little before its first new message, at least the last hundred. @returns {Window} */
export function opening(messages, newAfter) {
  const fresh = newAfter === null ? 0 : messages.length - lowerBound(messages, newAfter + 1);
  return atEnd(messages, Math.min(MOST, Math.max(FIRST, fresh + STEP)));
}
