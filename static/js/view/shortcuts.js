import { t } from "../core/i18n.js";

/**
 * Every key the app answers to. This table binds them and makes the list that the reader sees.
 * `keys`: each a way to press it, modifiers first; `Mod` is Ctrl, and Command on a Mac.
 * @typedef {{id: string, where: "app"|"feed"|"composer", keys: string[], label: () => string}} Shortcut
 * @type {Shortcut[]}
 */
export const SHORTCUTS = [
  { id: "switcher", where: "app", keys: ["Mod k"], label: () => t("Find a room, a person or an action") },
  { id: "previous", where: "app", keys: ["Alt ArrowUp"], label: () => t("Previous room") },
  { id: "next", where: "app", keys: ["Alt ArrowDown"], label: () => t("Next room") },
  { id: "previousUnread", where: "app", keys: ["Alt Shift ArrowUp"], label: () => t("Previous unread room") },
  { id: "nextUnread", where: "app", keys: ["Alt Shift ArrowDown"], label: () => t("Next unread room") },
  { id: "shortcuts", where: "app", keys: ["Mod /", "?"], label: () => t("Keyboard shortcuts") },
  { id: "editLast", where: "composer", keys: ["ArrowUp"], label: () => t("Edit my last message, while nothing is written") },
  { id: "bold", where: "composer", keys: ["Mod b"], label: () => t("Bold") },
  { id: "italic", where: "composer", keys: ["Mod i"], label: () => t("Italic") },
  { id: "struck", where: "composer", keys: ["Mod Shift x"], label: () => t("Struck through") },
  { id: "code", where: "composer", keys: ["Mod e"], label: () => t("Code") },
  { id: "up", where: "feed", keys: ["ArrowUp", "k"], label: () => t("Message above") },
  { id: "down", where: "feed", keys: ["ArrowDown", "j"], label: () => t("Message below") },
  { id: "first", where: "feed", keys: ["Home"], label: () => t("First message on the page") },
  { id: "last", where: "feed", keys: ["End"], label: () => t("Last message on the page") },
  { id: "reply", where: "feed", keys: ["r"], label: () => t("Reply") },
  { id: "edit", where: "feed", keys: ["e"], label: () => t("Edit, if it is mine") },
  { id: "react", where: "feed", keys: ["+", ":"], label: () => t("React") },
  { id: "enter", where: "feed", keys: ["Enter"], label: () => t("To the message's buttons and links") },
  { id: "leave", where: "feed", keys: ["Escape"], label: () => t("Back: from a button to its message, from there to the composer") },
];

export const keysOf = (id) => SHORTCUTS.find((shortcut) => shortcut.id === id).keys;

const MODIFIERS = ["Mod", "Alt", "Shift"];

/** True for a key press that writes something: those can be switched off (WCAG 2.1.4). */
export const isSingle = (keys) => [...keys].length === 1;

function fits(event, keys) {
  const parts = keys.split(" ");
  const key = parts.at(-1);
  const [mod, alt, shift] = MODIFIERS.map((name) => parts.includes(name));
  // Whether a sign needs Shift depends on the keyboard.
  const anyShift = isSingle(key) && !/\p{L}/u.test(key);
  const pressed = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return pressed === key && (event.ctrlKey !== event.metaKey) === mod && !(event.ctrlKey && event.metaKey) && event.altKey === alt && (anyShift || event.shiftKey === shift);
}

/**
 * The shortcut that a key press means at a place, or null.
 * @param {KeyboardEvent} event @param {Shortcut["where"]} where @param {boolean} singles whether single characters count
 */
export function pressed(event, where, singles) {
  if (event.isComposing || event.keyCode === 229) return null;
  const meant = (keys) => (singles || !isSingle(keys)) && fits(event, keys);
  return SHORTCUTS.find((shortcut) => shortcut.where === where && shortcut.keys.some(meant))?.id ?? null;
}

const SIGNS = { ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", Escape: "Esc" };
const MAC = { Mod: "⌘", Alt: "⌥", Shift: "⇧" };

/** The keys as they stand on the reader's keyboard. @returns {string[]} */
export function keyNames(keys, mac) {
  const name = (part) => (mac && MAC[part]) || { Mod: "Ctrl" }[part] || SIGNS[part] || (part.length === 1 ? part.toUpperCase() : part);
  return keys.split(" ").map(name);
}
