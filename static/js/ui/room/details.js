import { html } from "htm/preact";
import { useEffect } from "preact/hooks";
import { t, tn } from "../../core/i18n.js";
import { other, roomKind, roomTitle, tellsCount } from "../../view/names.js";
import { RoomAvatar } from "../parts/avatar.js";
import { useChat } from "../parts/chat-context.js";
import { Icon, IconButton } from "../parts/icon.js";
import { InviteButton } from "../parts/invite-button.js";
import { leaveRoom } from "../parts/leave-room.js";
import { NameMark } from "../parts/name-mark.js";
import { MemberList } from "./member-list.js";
import { NotificationLevels } from "./notification-levels.js";
import { RoomSettings } from "./room-settings.js";

/** A room's details: its members, the invitation, notifications, settings, leaving. */
export function Details({ room, shown, onClose }) {
  const chat = useChat();
  const online = chat.connection.value === "online";
  useEffect(() => void (online && shown && chat.rooms.refresh(room.id)), [room.id, online, shown]);
  const onKeyDown = (event) => event.key === "Escape" && onClose();
  const can = (verb) => room.can.includes(verb);
  return html`<aside class="shell__details" id="details" aria-label=${t("Room details")} onKeyDown=${onKeyDown}>
    <header class="details__head">
      <h2 class="details__title">${t("Details")}</h2>
      <${IconButton} icon="close" label=${t("Close")} onClick=${onClose} extra="details__close" />
    </header>
    <section class="details__section details__who">
      <${RoomAvatar} room=${room} extra="avatar--large" />
      <div class="marked"><h3 class="details__name" dir="auto">${roomTitle(room)}</h3><${NameMark} person=${other(room)} trust /></div>
      <p class="muted small">${roomKind(room)}${tellsCount(room) && ` · ${tn("{n} member", "{n} members", room.member_count)}`}</p>
    </section>
    ${can("invite") && html`<${Share} room=${room} />`}
    <${NotificationLevels} room=${room} />
    <${MemberList} members=${room.members} count=${room.member_count} />
    ${can("change") && html`<${RoomSettings} room=${room} />`}
    ${can("close") && html`<${Desk} room=${room} />`}
    ${can("leave") && html`<section class="details__section">
      <button class="button button--danger button--wide" onClick=${() => leaveRoom(chat, room)}><${Icon} name="leave" />${t("Leave room")}</button>
      <p class="muted small">${t("The room stays for the others.")}</p>
    </section>`}
  </aside>`;
}

// These are plain forms, because the desk is a page of the server.
function Desk({ room }) {
  return html`<section class="details__section">
    <h3 class="details__heading">${t("Support desk")}</h3>
    ${room.can.includes("take") && html`<form method="post" action=${`/admin/room/${room.id}/assign`}>
      <input type="hidden" name="next" value=${`/room/${room.id}`} />
      <button class="button button--wide">${t("Take this conversation")}</button>
    </form>`}
    <form method="post" action=${`/admin/room/${room.id}/close`}><button class="button button--wide">${t("Close this conversation")}</button></form>
    <p><a href="/admin">${t("Open the support desk")}</a></p>
  </section>`;
}

function Share({ room }) {
  return html`<section class="details__section">
    <h3 class="details__heading">${t("Invite")}</h3>
    <${InviteButton} room=${room} extra="button--wide" />
    ${room.share_id && html`<p class="share"><span class="share__label">Share ID</span><span class="share__code">${room.share_id}</span></p>
      <p class="muted small">${room.invite_only ? t("Invite only: this code lets people in, so share it with care.") : t("Whoever has this ID can join.")}</p>`}
  </section>`;
}
