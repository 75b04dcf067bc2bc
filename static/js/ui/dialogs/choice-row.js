import { html } from "htm/preact";
import { t, tn } from "../../core/i18n.js";
import { unreadText } from "../../store/room-summary.js";
import { other, roomKind } from "../../view/names.js";
import { Avatar, RoomAvatar } from "../parts/avatar.js";
import { Icon } from "../parts/icon.js";
import { NameMark } from "../parts/name-mark.js";

/** A choice of the switcher. A click takes it, but leaves the focus in the field. */
export function ChoiceRow({ choice, active, onTake }) {
  const { key, texts, unread = 0 } = choice;
  return html`<div class="choice-row" role="option" id=${`choice-${key}`} aria-selected=${String(active)}
    onMouseDown=${(event) => event.preventDefault()} onClick=${() => onTake(choice)}>
    <${Face} choice=${choice} />
    <span class="choice-row__title marked"><span class="choice-row__name" dir="auto">${texts[0]}</span><${NameMark} person=${choice.person ?? (choice.room && other(choice.room))} trust /></span>
    <span class="choice-row__hint">${hint(choice)}</span>
    ${unread > 0 && html`<span class="badge" aria-hidden="true">${unreadText(unread)}</span>
      <span class="visually-hidden">${tn("{n} unread message", "{n} unread messages", unread)}</span>`}
  </div>`;
}

function Face({ choice: { room, person, icon } }) {
  if (room) return html`<${RoomAvatar} room=${room} extra="avatar--small" />`;
  if (person) return html`<${Avatar} user=${person} extra="avatar--small" />`;
  return html`<span class="choice-row__icon"><${Icon} name=${icon} /></span>`;
}

function hint({ room, person, texts }) {
  if (person) return t("Write to @{name}", { name: person.username });
  const kind = room?.peer ? `@${room.peer.username}` : room ? roomKind(room) : "";
  return kind === texts[0] ? "" : kind;
}
