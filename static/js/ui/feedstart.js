import { html } from "htm/preact";
import { t } from "../core/i18n.js";
import { roomTitle } from "../view/names.js";
import { RoomAvatar } from "./avatar.js";
import { useChat } from "./context.js";

/** The beginning of a room's history. */
export function FeedStart({ room, empty }) {
  const me = useChat().me.value.id;
  return html`<div class="feed__start">
    <${RoomAvatar} room=${room} extra="avatar--large" />
    <p class="feed__start-title" dir="auto">${roomTitle(room)}</p>
    <p>${welcome(room, me)}</p>
    ${empty && html`<p>${t("Nothing was said yet: the first word is yours.")}</p>`}
  </div>`;
}

function welcome(room, me) {
  if (room.type === "lobby") return t("Everyone is here. Say hello!");
  if (room.type === "dm" && !room.peer) return t("Share the ID {id} with one person to start talking.", { id: room.share_id });
  if (room.type === "dm" && room.peer.id === me) return t("Your own notes. Only you can read them.");
  if (room.type === "dm") return t("Only the two of you can read this.");
  if (room.type === "support" && room.peer) return t("{name} talks to the admins here.", { name: roomTitle(room) });
  if (room.type === "support") return t("Tell the admins what you need. Only you and they can read this.");
  if (room.share_id) return t("This is where the room begins. Invite friends with the ID {id}.", { id: room.share_id });
  return t("This is where the room begins.");
}
