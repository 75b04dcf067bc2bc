const EMOJI = /(?:^|[\s(])(:([\p{L}\d_+-]{2,30})(:?))$/u;
const PERSON = /(?:^|[\s(])(@([\p{L}\d_.-]{0,32}))$/u;
const FARTHEST = 40;

/** @typedef {{kind: "emoji"|"person", query: string, whole: boolean, from: number, to: number}} Token `whole`: written to its end */

/** What stands before the caret and could be completed: `:smi` or `@bu`, or is an emoji's whole name, `:smile:`. @returns {?Token} */
export function tokenAt(text, caret) {
  const before = text.slice(Math.max(0, caret - FARTHEST), caret);
  for (const [kind, pattern] of [["emoji", EMOJI], ["person", PERSON]]) {
    const found = before.match(pattern);
    if (found) return { kind, query: found[2], whole: Boolean(found[3]), from: caret - found[1].length, to: caret };
  }
  return null;
}

const fold = (text) => text.toLocaleLowerCase();

/** The people whose name begins with what was typed, each once, nearest first. */
export function peopleFor(query, people, most) {
  const wanted = fold(query);
  const fits = ({ username, display_name }) => fold(username).startsWith(wanted) || fold(display_name ?? "").split(/\s+/).some((word) => word.startsWith(wanted));
  return [...new Map(people.map((person) => [person.id, person])).values()].filter(fits).slice(0, most);
}

/** The emoji of exactly that short name, or null. */
export const named = (name, emoji) => emoji.find(({ shortcodes = [] }) => shortcodes.includes(fold(name))) ?? null;

/** Emoji in the order in which they are likely meant: those called so, those whose short name begins so, the others. */
export function ranked(query, emoji, most) {
  const wanted = fold(query);
  const rank = ({ shortcodes = [], tags = [] }) => {
    if (shortcodes.includes(wanted)) return 0;
    if (tags.includes(wanted)) return 1;
    return shortcodes.some((name) => name.startsWith(wanted)) ? 2 : 3;
  };
  return emoji.map((each, at) => ({ each, at, rank: rank(each) })).sort((a, b) => a.rank - b.rank || a.at - b.at).slice(0, most).map(({ each }) => each);
}
