import { t } from "../../core/i18n.js";
import { navigate, route } from "../../core/router.js";
import { roomTitle } from "../../view/names.js";
import { showFault } from "./alerts.js";

/** Leaves a room after asking. */
export async function leaveRoom(chat, room) {
  if (confirm(t("Leave “{room}”? The room stays for the others.", { room: roomTitle(room) }))) await leave(chat, room);
}

/** Leaves a room; back to the dashboard if it was the open one. */
export async function leave(chat, room) {
  try {
    await chat.rest("POST", `/rooms/${room.id}/leave`, {});
  } catch (fault) {
    return showFault(fault);
  }
  if (route.peek().room_id === room.id) navigate("/dashboard", { replace: true });
  chat.rooms.remove(room.id);
  chat.feeds.delete(room.id);
}
