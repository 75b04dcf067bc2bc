import { html } from "htm/preact";
import { shortTime } from "../../core/dates.js";
import { t, tn } from "../../core/i18n.js";
import { today } from "../../core/today.js";
import { namesMe, unreadText } from "../../store/room-summary.js";
import { other, preview, roomTitle, typingText } from "../../view/names.js";
import { RoomAvatar } from "../parts/avatar.js";
import { useChat } from "../parts/chat-context.js";
import { Icon } from "../parts/icon.js";
import { NameMark } from "../parts/name-mark.js";

/** One room in the list. */
export function RoomRow({ room, here }) {
  today.value;
  const muted = room.notifications === "nothing";
  return html`<li class="room-row ${muted ? "room-row--muted" : room.unread ? "room-row--unread" : ""}">
    <a class="room-row__link" href=${`/room/${room.id}`} aria-current=${here ? "page" : undefined}>
      <${RoomAvatar} room=${room} />
      <span class="room-row__main">
        <span class="room-row__title marked"><span class="room-row__name" dir="auto">${roomTitle(room)}</span><${NameMark} person=${other(room)} /></span>
        <${Preview} room=${room} here=${here} />
      </span>
      <span class="room-row__side">
        ${room.last_message && html`<time class="room-row__time" datetime=${room.last_message.created_at}>${shortTime(room.last_message.created_at)}</time>`}
        ${muted && html`<span class="room-row__mute"><${Icon} name="bell-off" /><span class="visually-hidden">${t("muted")}</span></span>`}
        ${room.unread > 0 && html`<span class="room-row__unread">
          ${namesMe(room) && html`<span class="badge" aria-hidden="true">@</span><span class="visually-hidden">${t("mentions you")}</span>`}
          <span class="badge" aria-hidden="true">${unreadText(room.unread)}</span>
          <span class="visually-hidden">${tn("{n} unread message", "{n} unread messages", room.unread)}</span></span>`}
      </span>
    </a>
  </li>`;
}

function Preview({ room, here }) {
  const chat = useChat();
  const typing = chat.typingSeen.of(room.id);
  if (typing.length) return html`<span class="room-row__preview room-row__preview--typing">${typingText(typing)}…</span>`;
  const draft = here ? "" : chat.drafts.get(room.id);
  if (draft) return html`<span class="room-row__preview" dir="auto"><span class="room-row__preview--draft">${t("Draft:")}</span> ${draft}</span>`;
  return html`<span class="room-row__preview" dir="auto">${preview(room)}</span>`;
}
