import { html } from "htm/preact";
import { useEffect } from "preact/hooks";
import { whenIdle } from "../core/page.js";
import { route } from "../core/router.js";
import { Announcer } from "./announcer.js";
import { useFocusOnArrival, useTitle } from "./arrival.js";
import { useChat } from "./context.js";
import { Conversation } from "./conversation.js";
import { Details } from "./details.js";
import { open } from "./dialogs.js";
import { Home } from "./home.js";
import { useHotkeys } from "./hotkeys.js";
import { lazy } from "./lazy.js";
import { MyRooms } from "./myrooms.js";
import { NewRelease } from "./newrelease.js";
import { NoRoom } from "./noroom.js";
import { usePanel } from "./panel.js";
import { Sidebar } from "./sidebar.js";

const DIALOGS = {
  switcher: lazy(() => import("./switcher.js").then(({ Switcher }) => Switcher)),
  shortcuts: lazy(() => import("./shortcuts.js").then(({ Shortcuts }) => Shortcuts)),
  invite: lazy(() => import("./invite.js").then(({ Invite }) => Invite)),
};

/** The whole app: rooms, the page of the address, details, and a dialog over them. */
export function Shell() {
  const chat = useChat();
  const { page, room_id, hash } = route.value;
  const room = room_id === null ? null : chat.rooms.get(room_id);
  const panel = usePanel();
  useTitle(chat, page, room);
  useFocusOnArrival(page, room_id, hash);
  useHotkeys(chat);
  useEffect(() => whenIdle(() => DIALOGS.switcher.fetched()), []); // what is opened most, and by a key
  const pane = page === "dashboard" && !hash ? "rooms" : room && panel.over ? "details" : "main";
  const Open = DIALOGS[open.value];
  return html`<div class="shell shell--live ${room ? "shell--with-details" : ""}" data-pane=${pane} data-details=${panel.open ? "open" : "closed"}>
    <${Sidebar} />
    ${page === "dashboard" ? html`<${Home} />`
      : page === "my-rooms" ? html`<${MyRooms} />`
      : room ? html`<${Conversation} key=${room.id} room=${room} panel=${panel} />`
      : html`<${NoRoom} id=${room_id} />`}
    ${room && html`<${Details} key=${`details-${room.id}`} room=${room} shown=${panel.open} onClose=${panel.toggle} />`}
    <${Announcer} /><${NewRelease} />
    ${Open && html`<${Open} />`}
  </div>`;
}
