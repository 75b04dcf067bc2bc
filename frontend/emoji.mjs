// Makes the emoji picker's data: what the server takes as a reaction, and what people here call it.
import { readFileSync } from "node:fs";

const SELECTOR = /\ufe0f/g;
const NEEDLESS = /(\p{Emoji_Presentation})\ufe0f/gu;
const LETTER_A = 0x1f1e6;
const FLAGS = 9;

// Emojibase marks every emoji to be drawn as one; Unicode's list, which the server keeps to, only those that need it.
const plain = (emoji) => emoji.replace(NEEDLESS, "$1");

/** The data of emojibase with each emoji written as Unicode's list does. */
export function english(data) {
  return data.map((entry) => ({ ...entry, emoji: plain(entry.emoji), ...(entry.skins && { skins: entry.skins.map((skin) => ({ ...skin, emoji: plain(skin.emoji) })) }) }));
}

/**
 * The same with Indonesian names and words beside the English ones: Unicode's own, countries by name, and what chat alone says.
 * @param {Object[]} data as `english` made it
 * @param {Object<string, {default?: string[], tts?: string[]}>} words CLDR's annotations
 * @param {Object<string, string>} chat word -> the emoji it means
 */
export function indonesian(data, words, chat) {
  const said = new Map();
  for (const [word, meant] of Object.entries(chat)) {
    for (const emoji of meant.split(" ")) said.set(bare(emoji), [...(said.get(bare(emoji)) ?? []), word]);
  }
  const known = new Set(data.map(({ emoji }) => bare(emoji)));
  const unknown = [...said.keys()].filter((emoji) => !known.has(emoji));
  if (unknown.length) throw new Error(`emoji-id.json names what is no emoji: ${unknown}`);
  return data.map((entry) => {
    const { tts = [], default: tags = [] } = words[bare(entry.emoji)] ?? country(entry) ?? {};
    const all = [...(said.get(bare(entry.emoji)) ?? []), ...tags, ...entry.annotation.split(/\W+/), ...(entry.tags ?? [])];
    return { ...entry, annotation: tts[0] ?? entry.annotation, tags: [...new Set(all.map((tag) => tag.toLowerCase()).filter(Boolean))] };
  });
}

const bare = (emoji) => emoji.replace(SELECTOR, "");

function country({ emoji, group }) {
  const letters = [...emoji].map((sign) => sign.codePointAt(0) - LETTER_A);
  if (group !== FLAGS || letters.length !== 2 || letters.some((letter) => letter < 0 || letter > 25)) return null;
  const name = new Intl.DisplayNames("id", { type: "region" }).of(String.fromCharCode(...letters.map((letter) => letter + 65)));
  return { tts: [`bendera ${name}`], default: ["bendera", ...name.toLowerCase().split(/\s+/)] };
}

export const json = (path) => JSON.parse(readFileSync(path, "utf8"));
