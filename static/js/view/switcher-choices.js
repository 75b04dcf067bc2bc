import { score, WORDS } from "./fuzzy.js";

/**
 * Something to go to. `texts`: what it may be called, the first being its name.
 * @typedef {{key: string, group: "rooms"|"people"|"actions", texts: string[], unread?: number, [more: string]: any}} Choice
 * @typedef {{group: string, items: Choice[]}} Group
 */

const MOST = { rooms: 8, people: 6, actions: 5 };
const UNREAD = 6;
const RECENT = 5;
const ALIAS = 0.97;
// What `score` takes off for length at most.
const SHORTER = 5;

/** The name may be typed inexactly; other texts count only when they begin with what was typed. */
function likeness({ texts: [name, ...others] }, query) {
  const aliases = others.map((text) => score(text, query)).filter((rate) => rate > WORDS - SHORTER);
  return Math.max(score(name, query), ...aliases.map((rate) => rate * ALIAS));
}

/** The bonus of unread and recently open rooms; it is smaller than the step to a better kind of match. */
function bonus({ key, unread = 0 }, visited) {
  const at = visited.indexOf(key);
  return (unread ? UNREAD : 0) + (at < 0 ? 0 : Math.max(0, RECENT - at));
}

/**
 * What the switcher offers for what was typed, best first; without a query the unread rooms, then those recently open, then the
 * newest conversations.
 * @param {Choice[]} choices rooms in the order of the list
 * @param {{query: string, visited: string[], here: ?string}} facts `visited`: keys, the last open first; `here`: where one is
 * @returns {Group[]} the group with the best choice first
 */
export function offered(choices, { query, visited, here }) {
  const asked = query.trim() !== "";
  const rated = choices
    .map((choice) => ({ choice, rate: asked ? likeness(choice, query) : choice.key === here ? 0 : 1 }))
    .filter(({ rate }) => rate > 0)
    .map(({ choice, rate }) => ({ choice, rate: rate + bonus(choice, visited) }));
  return Object.keys(MOST)
    .map((group) => ({ group, found: best(rated.filter(({ choice }) => choice.group === group), MOST[group]) }))
    .filter(({ found }) => found.length)
    .sort((a, b) => (asked ? b.found[0].rate - a.found[0].rate : 0))
    .map(({ group, found }) => ({ group, items: found.map(({ choice }) => choice) }));
}

const best = (rated, most) => rated.sort((a, b) => b.rate - a.rate).slice(0, most);
