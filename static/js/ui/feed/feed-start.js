import { html } from "htm/preact";
import { t } from "../../core/i18n.js";
import { roomTitle } from "../../view/names.js";
import { RoomAvatar } from "../parts/avatar.js";
import { useChat } from "../parts/chat-context.js";
import { InviteButton } from "../parts/invite-button.js";
import { lazy } from "../parts/lazy.js";

const InviteHere = lazy(() => import("./invite-here.js").then(({ InviteHere }) => InviteHere));

/** The beginning of a room's history. */
export function FeedStart({ room, empty }) {
  const me = useChat().me.value.id;
  return html`<div class="feed__start">
    <${RoomAvatar} room=${room} extra="avatar--large" />
    <p class="feed__start-title" dir="auto">${roomTitle(room)}</p>
    <p>${welcome(room, me)}</p>
    ${empty && room.member_count > 1 && html`<p>${t("No messages yet. Yours can be the first.")}</p>`}
    ${room.share_id && (room.member_count === 1 ? html`<div class="invite-here"><${InviteHere} room=${room} /></div>` : html`<${InviteButton} room=${room} extra="button--small" />`)}
  </div>`;
}

function welcome(room, me) {
  if (room.type === "lobby") return t("Everyone is here. Say hello!");
  if (room.type === "dm" && !room.peer) return t("Invite one person to start talking.");
  if (room.type === "dm" && room.peer.id === me) return t("Your own notes. Only you can read them.");
  if (room.type === "dm") return t("Only the two of you can read this.");
  if (room.type === "support" && room.peer) return t("{name} talks to the admins here.", { name: roomTitle(room) });
  if (room.type === "support") return t("Tell the admins what you need. Only you and they can read this.");
  if (room.member_count === 1) return t("Your room is ready. Nobody else is here yet.");
  return t("This is where the room begins.");
}
