/** @typedef {import("../types.js").Room} Room */

/** The most that an unread count says; the server stops counting there too. */
export const UNREAD_CAP = 100;

/**
 * A room's entry in the list after one change.
 * @param {Room} room
 * @param {{kind: "created"|"changed"|"deleted", change: number, message?: import("../types.js").Message, id?: number, seq?: number}} change
 * @param {{id: number}} me
 * @returns {{room: Room, ask: boolean}} `ask`: only the server knows the new state
 */
export function summarise(room, change, me) {
  if (change.change < room.head || (change.change === room.head && change.kind !== "deleted")) return { room, ask: false };
  if (change.change > room.head + 1) return { room, ask: true };
  const next = { ...room, head: change.change };
  if (change.kind === "created") return { room: withMessage(next, change.message, me), ask: false };
  if (change.kind === "changed") return { room: withLast(withName(next, change.message, me), change.message), ask: unnamed(room, change.message, me) };
  return { room: next, ask: room.last_message?.id === change.id || change.seq > room.last_read_seq };
}

const isNew = (room, message, me) => message.sender.id !== me.id && message.seq > room.last_read_seq;

function withMessage(room, message, me) {
  const unread = Math.min(UNREAD_CAP, room.unread + (isNew(room, message, me) ? 1 : 0));
  return { ...withName(room, message, me), last_message: message, unread };
}

function withName(room, message, me) {
  if (!isNew(room, message, me) || !message.mentions.includes(me.id)) return room;
  return { ...room, mention_seq: Math.max(room.mention_seq ?? 0, message.seq) };
}

/** True when the message that named me doesn't any more: another may. */
const unnamed = (room, message, me) => message.seq === room.mention_seq && !message.mentions.includes(me.id);

function withLast(room, message) {
  return room.last_message?.id === message.id ? { ...room, last_message: message } : room;
}

/** A room with an update merged in; what the update says about messages counts only if it isn't older than what is known. */
export function merge(room, update) {
  if (!room) return update;
  if (update.head === undefined || update.head >= room.head) return { ...room, ...update };
  const { head: _head, unread: _unread, last_message: _last, last_read_seq: _read, mention_seq: _mention, ...rest } = update;
  return { ...room, ...rest };
}

/** Newest conversation first; ties by id so that the list never flickers. @param {Iterable<Room>} rooms */
export function ordered(rooms) {
  const moment = (room) => room.last_message?.created_at ?? room.created_at;
  return [...rooms].sort((a, b) => (moment(a) < moment(b) ? 1 : moment(a) > moment(b) ? -1 : b.id - a.id));
}

/** What of a room's unread messages adds to a number elsewhere: nothing of a muted one or a request. @param {Room} room */
export const counted = (room) => (room.request || room.notifications === "nothing" ? 0 : room.unread);

/** True while a message that the reader hasn't read names them. @param {Room} room */
export const namesMe = (room) => room.unread > 0 && (room.mention_seq ?? 0) > room.last_read_seq;

export const unreadText = (count) => (count >= UNREAD_CAP ? "99+" : String(count));
