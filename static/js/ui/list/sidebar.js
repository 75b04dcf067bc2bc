import { html } from "htm/preact";
import { boot } from "../../core/boot.js";
import { t } from "../../core/i18n.js";
import { NEW, route } from "../../core/router.js";
import { sections } from "../../view/room-sections.js";
import { useChat } from "../parts/chat-context.js";
import { Claim } from "../parts/claim.js";
import { ConnectionBanner } from "../parts/connection-banner.js";
import { Icon, IconButton } from "../parts/icon.js";
import { AccountMenu } from "./account-menu.js";
import { FindButton } from "./find-button.js";
import { ListSection } from "./list-section.js";

/** My rooms by section, the ways to find others, and who I am. */
export function Sidebar() {
  const chat = useChat();
  return html`<aside class="shell__rooms" id="rooms" aria-label=${t("My rooms")}>
    <header class="sidebar__head">
      <a class="brand" href="/dashboard"><img class="brand__mark" src=${boot.logo} alt="" width="30" height="30" />Ngobrol</a>
      <${IconButton} icon="plus" label=${t("New room")} href=${`/dashboard${NEW}`} extra="icon-button--primary" />
    </header>
    ${route.value.page !== "room" && html`<${ConnectionBanner} />`}
    <${FindButton} />
    <nav class="room-list" aria-label=${t("Rooms")}>
      ${sections(chat.rooms.list.value).map((section) => html`<${ListSection} key=${section.key} section=${section} />`)}
    </nav>
    <${Claim} extra="claim--aside" />
    <${Links} />
    <${AccountMenu} />
  </aside>`;
}

/** Links to all of my rooms and to support. The support room is made when it is needed first, so that link is a form. */
function Links() {
  const admin = useChat().me.value.role === "admin";
  return html`<div class="ways">
    <a class="help" href="/my-rooms"><${Icon} name="rooms" />${t("My rooms")}</a>
    ${admin
      ? html`<a class="help" href="/admin"><${Icon} name="support" />${t("Support desk")}</a>`
      : html`<form method="post" action="/support"><button class="help"><${Icon} name="support" />${t("Help")}</button></form>`}
  </div>`;
}
