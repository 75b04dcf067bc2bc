import { html } from "htm/preact";
import { boot } from "../core/boot.js";
import { currentLocale, t, tn } from "../core/i18n.js";
import { NEW, route } from "../core/router.js";
import { personName } from "../view/names.js";
import { Avatar } from "./avatar.js";
import { useChat } from "./context.js";
import { Icon, IconButton } from "./icon.js";
import { RoomRow } from "./roomrow.js";

const LOGO = new URL("../../img/logo.svg", import.meta.url).pathname;

const DEFAULT = "id";

/** My rooms, newest conversation first, and who I am. */
export function Sidebar() {
  const chat = useChat();
  const me = chat.me.value;
  return html`<aside class="shell__rooms" id="rooms" aria-label=${t("My rooms")}>
    <header class="sidebar__head">
      <a class="brand" href="/dashboard"><img class="brand__mark" src=${LOGO} alt="" width="30" height="30" />Ngobrol</a>
      <${LanguageSwitch} />
      <${IconButton} icon="plus" label=${t("New room")} href=${`/dashboard${NEW}`} extra="icon-button--primary" />
    </header>
    <h2 class="sidebar__title"><a href="/my-rooms">${t("My rooms")}</a></h2>
    <ul class="room-list">
      ${chat.rooms.list.value.map((room) => html`<${RoomRow} key=${room.id} room=${room} here=${route.value.room_id === room.id} />`)}
    </ul>
    <${Help} admin=${me.role === "admin"} />
    <footer class="me">
      <${Avatar} user=${me} />
      <span class="me__name"><span class="me__display" dir="auto">${personName(me)}</span><span class="me__username">@${me.username}</span></span>
      <${IconButton} icon="settings" label=${t("Settings")} href="/settings" />
      <${IconButton} icon="logout" label=${t("Log out")} href="/logout" onClick=${(event) => leave(event, chat)} />
    </footer>
  </aside>`;
}

/** The way to support; the room is made when it is first needed, so it is a form. */
function Help({ admin }) {
  if (admin) return html`<a class="help" href="/admin"><${Icon} name="support" />${t("Support desk")}</a>`;
  return html`<form method="post" action="/support"><button class="help"><${Icon} name="support" />${t("Help")}</button></form>`;
}

// What waits to be sent would stay behind on a machine that may be somebody else's.
function leave(event, chat) {
  const waiting = chat.outbox.items.peek().size;
  const question = tn("{n} message is not sent yet. Log out and drop it?", "{n} messages are not sent yet. Log out and drop them?", waiting);
  if (waiting && !confirm(question)) event.preventDefault();
  else chat.forget();
}

// A plain form: another language is another page from the server.
function LanguageSwitch() {
  const locale = currentLocale();
  const inOrder = Object.entries(boot.languages).sort(([a], [b]) => Number(b === DEFAULT) - Number(a === DEFAULT));
  return html`<form class="language" method="post" action="/language" aria-label=${t("Language")}>
    <input type="hidden" name="next" value=${globalThis.location.pathname} />
    ${inOrder.map(
      ([code, name]) => html`<button class="language__choice" name="language" value=${code} lang=${code}
        aria-pressed=${String(code === locale)} title=${name}
        ><span aria-hidden="true">${code.toUpperCase()}</span><span class="visually-hidden">${name}</span></button>`,
    )}
  </form>`;
}
