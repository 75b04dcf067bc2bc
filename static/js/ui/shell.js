import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { pageTitle } from "../core/page.js";
import { t } from "../core/i18n.js";
import { route } from "../core/router.js";
import { roomTitle } from "../view/names.js";
import { Announcer } from "./announcer.js";
import { useChat } from "./context.js";
import { Conversation } from "./conversation.js";
import { Details } from "./details.js";
import { Home } from "./home.js";
import { MyRooms } from "./myrooms.js";
import { NewRelease } from "./newrelease.js";
import { NoRoom } from "./noroom.js";
import { Sidebar } from "./sidebar.js";

/** The whole app: rooms, the page of the address, details. */
export function Shell() {
  const chat = useChat();
  const { page, room_id } = route.value;
  const room = room_id === null ? null : chat.rooms.get(room_id);
  const [details, setDetails] = useState(/** @type {?boolean} */ (null));
  useTitle(chat, page, room);
  useFocusOnArrival(page, room_id);
  useEffect(() => setDetails((open) => (isWide() ? open : null)), [room_id]);
  const toggle = () => setDetails((open) => !(open ?? isWide()));
  const state = details === null ? undefined : details ? "open" : "closed";
  return html`<div class="shell shell--live ${room ? "shell--with-details" : ""}" data-pane=${page === "dashboard" ? "home" : "main"} data-details=${state}>
    <${Sidebar} />
    ${page === "dashboard" ? html`<${Home} />`
      : page === "my-rooms" ? html`<${MyRooms} />`
      : room ? html`<${Conversation} key=${room.id} room=${room} onDetails=${toggle} />`
      : html`<${NoRoom} id=${room_id} />`}
    ${room && html`<${Details} key=${`details-${room.id}`} room=${room} onClose=${toggle} />`}
    <${Announcer} /><${NewRelease} />
  </div>`;
}

const isWide = () => matchMedia("(min-width: 1140px)").matches;

function useTitle(chat, page, room) {
  const place = room ? roomTitle(room) : page === "my-rooms" ? t("My rooms") : t("Home");
  const unread = chat.rooms.unread.value;
  useEffect(() => {
    document.title = pageTitle(place, unread);
  }, [place, unread]);
}

/** A new page begins at its heading for those who read by ear or keyboard; a room's composer takes the focus itself. */
function useFocusOnArrival(page, room_id) {
  const [arrived, setArrived] = useState(false);
  useEffect(() => {
    if (arrived && page !== "room" && !location.hash) document.querySelector("#main h1")?.focus();
    setArrived(true);
  }, [page, room_id]);
}
