import { t } from "../../core/i18n.js";
import { openNewRoom } from "../../core/router.js";

/** A share ID as people paste it: "123456789", "123 456 789", "123456789-code", or the address of the room or its invitation. @returns {?{id: number, code: ?string}} */
export function readShareId(text) {
  const found = text.replace(/\s/g, "").match(/^(?:https?:\/\/[^/]+)?(?:\/(?:room|join)\/)?(\d{1,15})(?:-([\w-]+))?\/?(?:\?.*)?$/i);
  return found ? { id: Number(found[1]), code: found[2] ?? null } : null;
}

/**
 * Enters a room and opens it.
 * @param {import("../../store/chat.js").Chat} chat @param {{id: number, code: ?string}} wanted
 */
export async function enter(chat, { id, code }) {
  try {
    const room = await chat.rest("POST", `/rooms/${id}/join`, code ? { code } : {});
    chat.rooms.put(room);
    openNewRoom(room);
  } catch (fault) {
    throw fault.code === "room_not_found" ? { ...fault, fields: { room_id: t("There is no such room, or it needs an invitation.") } } : fault;
  }
}
