import { useLayoutEffect } from "preact/hooks";
import { navigate, route } from "../../core/router.js";
import { counted } from "../../store/room-summary.js";
import { neighbour } from "../../view/room-sections.js";
import { pressed } from "../../view/shortcuts.js";
import { open, show } from "../parts/open-dialog.js";

const WRITING = "input, textarea, select, [contenteditable]";

const go = (chat, step, wanted) => {
  const room = neighbour(chat.rooms.list.peek(), route.peek().room_id, step, wanted);
  if (room) navigate(`/room/${room.id}`);
};
const waits = (room) => counted(room) > 0;

/** @type {Object<string, (chat: import("../../store/chat.js").Chat) => void>} */
const VERBS = {
  switcher: () => show(open.peek() === "switcher" ? null : "switcher"),
  shortcuts: () => show(open.peek() === "shortcuts" ? null : "shortcuts"),
  previous: (chat) => go(chat, -1),
  next: (chat) => go(chat, 1),
  previousUnread: (chat) => go(chat, -1, waits),
  nextUnread: (chat) => go(chat, 1, waits),
};
const OPENS = new Set(["switcher", "shortcuts"]);

/** Handles the shortcuts that work everywhere; while a dialog is open only those that open or close dialogs do. */
export function useHotkeys(chat) {
  useLayoutEffect(() => {
    const onKeyDown = (event) => {
      const writing = event.target.closest?.(WRITING);
      const id = pressed(event, "app", chat.preferences.singleKeys.peek() && !writing);
      if (!id || (document.querySelector("dialog[open]") && !OPENS.has(id))) return;
      event.preventDefault();
      VERBS[id](chat);
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, [chat]);
}
