import { errorText, t, tn } from "../core/i18n.js";
import { plain } from "./plain-text.js";

/** The username of a deleted account, under which its messages stay. */
const DELETED = "deleted";
let me = 0;

/** Sets who the reader is, on whom some names depend. */
export const setReader = (id) => (me = id);

/** What a room is called by its members. @param {import("../types.js").Room} room */
export function roomTitle(room) {
  if (room.type === "group") return room.name || t("Group {id}", { id: room.id });
  if (room.type === "support" && room.peer) return personName(room.peer);
  if (room.type !== "dm") return room.name || roomKind(room);
  if (!room.peer) return t("Waiting for one person");
  return room.peer.id === me ? t("Notes to self") : personName(room.peer);
}

/** The person whose name the room has, and whose mark stands beside it; null for groups and one's own notes. @param {import("../types.js").Room} room */
export const other = (room) => (room.peer && room.peer.id !== me ? room.peer : null);

/** True where the number of members is shown: not in support rooms, nor where the other person is gone. */
export const tellsCount = (room) => room.type !== "support" && room.can.includes("post");

/** True where people see how far the other side has read. */
export const showsRead = (room) => (room.type === "dm" || room.type === "support") && room.peer?.id !== me;

/** @param {import("../types.js").Room} room */
export function roomKind(room) {
  return { lobby: t("Lobby"), dm: t("Direct message"), group: t("Group"), support: t("Support") }[room.type];
}

/** What it means that a support room is closed, for its user and for admins. */
export const closedText = (room) =>
  room.peer ? t("This conversation is closed. It opens again when {name} writes.", { name: personName(room.peer) }) : t("This conversation is closed. Write, and it opens again.");

export const isGone = (person) => person.username === DELETED;

/**
 * The sign beside somebody's name; most names have none.
 * @param {?import("../types.js").Sender} person
 * @param {boolean} trust whether the reader decides here whom to trust: then protected names have a sign, too
 */
export function markOf(person, trust = false) {
  if (!person || isGone(person)) return null;
  if (person.role === "admin") return { name: "admin", label: t("Admin") };
  return trust && person.verified ? { name: "verified", label: t("Protected name: nobody else can sign in with it") } : null;
}

export const personName = (person) => (isGone(person) ? t("deleted user") : person.display_name || person.username);

/** Two letters for a room without a picture. */
export function initials(name) {
  const letters = name.split(/\s+/).map((word) => word.match(/[\p{L}\p{N}]/u)?.[0]).filter(Boolean);
  return ((letters[0] ?? name.trim()[0] ?? "?") + (letters.length > 1 ? letters.at(-1) : "")).toUpperCase();
}

const SIGN = String.raw`(?:\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|[\d#*]\ufe0f?\u20e3)[\ufe0f\p{Emoji_Modifier}\u{e0020}-\u{e007f}]*`;
const EMOJI_ALONE = new RegExp(`^(?:\\s*${SIGN}(?:\u200d${SIGN})*){1,6}\\s*$`, "u");

/** True for a message of one to six emoji and nothing else. */
export function emojiOnly(text) {
  return text.length < 90 && EMOJI_ALONE.test(text);
}

/** The room's newest message as the list shows it. */
export function preview(room) {
  const message = room.last_message;
  if (!message || message.deleted) return t("No messages yet");
  const text = plain(message);
  if (message.sender.id === me) return t("You: {text}", { text });
  return room.peer?.id === message.sender.id ? text : `${personName(message.sender)}: ${text}`;
}

/** "Sari is typing", for up to two names. */
export function typingText(people) {
  const names = people.map(personName);
  if (names.length === 1) return t("{name} is typing", { name: names[0] });
  if (names.length === 2) return t("{one} and {two} are typing", { one: names[0], two: names[1] });
  return t("Several people are typing");
}

/** What went wrong, in words for the reader. @param {import("../types.js").Fault} fault */
export function faultText(fault) {
  if (fault.code === "offline") return t("The server can't be reached.");
  if (fault.code === "timeout") return t("The server takes too long to answer.");
  if (fault.code === "rate_limited") return t("Too fast. Try again in a moment.");
  const [field] = Object.keys(fault.fields ?? {});
  const told = field ? errorText(fault.faults?.[field], fault.fields[field]) : errorText(fault, fault.message);
  return told || errorText({ key: "internal", values: {} }, "");
}
