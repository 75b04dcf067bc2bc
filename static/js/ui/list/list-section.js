import { html } from "htm/preact";
import { t, tn } from "../../core/i18n.js";
import { NEW, route } from "../../core/router.js";
import { unreadText } from "../../store/room-summary.js";
import { useChat } from "../parts/chat-context.js";
import { Icon } from "../parts/icon.js";
import { show } from "../parts/open-dialog.js";
import { RoomRow } from "./room-row.js";

const TITLES = { people: () => t("People"), requests: () => t("Requests"), groups: () => t("Groups") };

/** A section of the room list. The lobby has no heading; others can be closed by theirs; requests are shown when there are any. */
export function ListSection({ section }) {
  const { preferences } = useChat();
  const { key, rooms, unread } = section;
  const list = html`<ul class="section__rooms">${rooms.map((room) => html`<${RoomRow} key=${room.id} room=${room} here=${route.value.room_id === room.id} />`)}</ul>`;
  if (key === "lobby") return html`<div class="section">${list}</div>`;
  if (key === "requests") return rooms.length > 0 && html`<${Requests} count=${rooms.length} list=${list} />`;
  const onToggle = (event) => preferences.fold(key, !event.currentTarget.open);
  return html`<details class="section" data-section=${key} open=${!preferences.collapsed.value.has(key)} onToggle=${onToggle}>
    <summary class="section__head"><${Icon} name="next" /><h2 class="section__title">${TITLES[key]()}</h2>
      ${unread > 0 && html`<span class="badge section__unread" aria-hidden="true">${unreadText(unread)}</span>
        <span class="visually-hidden">${tn("{n} unread message", "{n} unread messages", unread)}</span>`}</summary>
    ${rooms.length ? list : html`<${Nobody} section=${key} />`}
  </details>`;
}

/** Closed at first: only their number is shown. */
const Requests = ({ count, list }) => html`<details class="section" data-section="requests">
  <summary class="section__head"><${Icon} name="next" /><h2 class="section__title">${t("Requests")}</h2><span class="badge section__count">${count}</span></summary>
  ${list}
</details>`;

function Nobody({ section }) {
  if (section === "people") return html`<p class="section__empty">${t("Nobody yet.")} <button type="button" class="link-button" onClick=${() => show("switcher")}>${t("Find somebody")}</button></p>`;
  return html`<p class="section__empty">${t("No group yet.")} <a href=${`/dashboard${NEW}`}>${t("Make or join one")}</a></p>`;
}
