import { html } from "htm/preact";
import { useEffect } from "preact/hooks";
import { whenIdle } from "../../core/page.js";
import { route } from "../../core/router.js";
import { Home } from "../home/home.js";
import { MyRooms } from "../home/my-rooms.js";
import { NoRoom } from "../home/no-room.js";
import { Sidebar } from "../list/sidebar.js";
import { useChat } from "../parts/chat-context.js";
import { lazy } from "../parts/lazy.js";
import { open } from "../parts/open-dialog.js";
import { Conversation } from "../room/conversation.js";
import { usePanel } from "../room/details-panel.js";
import { Details } from "../room/details.js";
import { Announcer } from "./announcer.js";
import { useFocusOnArrival, useTitle } from "./arrival.js";
import { useHotkeys } from "./hotkeys.js";
import { NewRelease } from "./new-release.js";

const DIALOGS = {
  switcher: lazy(() => import("../dialogs/switcher.js").then(({ Switcher }) => Switcher)),
  shortcuts: lazy(() => import("../dialogs/shortcuts-dialog.js").then(({ ShortcutsDialog }) => ShortcutsDialog)),
  invite: lazy(() => import("../dialogs/invite-dialog.js").then(({ InviteDialog }) => InviteDialog)),
};

/** The whole app: the room list, the page of the address, the room's details, and the open dialog. */
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
