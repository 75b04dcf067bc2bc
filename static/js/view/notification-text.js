import { personName, roomTitle } from "./names.js";
import { plain } from "./plain-text.js";

const ICON = "/static/img/app/any-192.png";

/** The tag of a room's notification: it has at most one. */
export const tagOf = (room_id) => `room-${room_id}`;

/** A new message as a notification. @param {import("../types.js").Room} room @param {import("../types.js").Message} message */
export function noticeOf(room, message) {
  const count = room.unread > 1 ? ` (${room.unread > 99 ? "99+" : room.unread})` : "";
  const body = room.type === "dm" ? plain(message) : `${personName(message.sender)}: ${plain(message)}`;
  return { tag: tagOf(room.id), title: roomTitle(room) + count, body, icon: ICON, path: `/room/${room.id}` };
}
