import { boot } from "../core/boot.js";
import { currentLocale } from "../core/i18n.js";

/** @type {?Promise<any>} */
let opening = null;

/** Where the emoji of the reader's language come from. */
export const source = () => ({ dataSource: boot.emoji, locale: currentLocale() });

async function open() {
  const { default: Database } = await import("emoji-picker-element/database");
  return new Database(source());
}

/** Emoji whose name or keywords begin with the words; fetched when first asked for, then kept by the browser. */
export async function findEmoji(words) {
  opening ??= open();
  try {
    return await (await opening).getEmojiBySearchQuery(words);
  } catch {
    opening = null; // out of reach, or a browser without a place to keep them
    return [];
  }
}

/** Removes which emoji somebody liked from this browser. */
export async function forgetEmoji() {
  for (const locale of Object.keys(boot.languages)) globalThis.indexedDB?.deleteDatabase(`emoji-picker-element-${locale}`);
}
