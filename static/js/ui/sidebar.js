import { html } from "htm/preact";
import { boot } from "../core/boot.js";
import { t } from "../core/i18n.js";
import { NEW, route } from "../core/router.js";
import { sections } from "../view/sections.js";
import { Claim } from "./claim.js";
import { Connection } from "./connection.js";
import { useChat } from "./context.js";
import { FindButton } from "./findbutton.js";
import { IconButton } from "./icon.js";
import { Me } from "./me.js";
import { Section } from "./section.js";
import { Ways } from "./ways.js";

/** My rooms by section, the ways to find others, and who I am. */
export function Sidebar() {
  const chat = useChat();
  return html`<aside class="shell__rooms" id="rooms" aria-label=${t("My rooms")}>
    <header class="sidebar__head">
      <a class="brand" href="/dashboard"><img class="brand__mark" src=${boot.logo} alt="" width="30" height="30" />Ngobrol</a>
      <${IconButton} icon="plus" label=${t("New room")} href=${`/dashboard${NEW}`} extra="icon-button--primary" />
    </header>
    ${route.value.page !== "room" && html`<${Connection} />`}
    <${FindButton} />
    <nav class="room-list" aria-label=${t("Rooms")}>
      ${sections(chat.rooms.list.value).map((section) => html`<${Section} key=${section.key} section=${section} />`)}
    </nav>
    <${Claim} extra="claim--aside" />
    <${Ways} />
    <${Me} />
  </aside>`;
}
