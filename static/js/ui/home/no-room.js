import { html } from "htm/preact";
import { t } from "../../core/i18n.js";
import { ConnectionBanner } from "../parts/connection-banner.js";
import { JoinRoom } from "./join-room.js";

/** The page for the address of a room that doesn't exist or that I am not in: nobody can tell the two apart. */
export function NoRoom() {
  return html`<main class="shell__main shell__main--scroll" id="main">
    <${ConnectionBanner} />
    <div class="home">
      <h1 tabindex="-1">${t("There is no such room here")}</h1>
      <p class="muted">${t("It may not exist, or you are not in it. With its share ID you can join.")}</p>
      <div class="home__cards"><${JoinRoom} /></div>
      <p><a class="button" href="/dashboard">${t("Back")}</a></p>
    </div>
  </main>`;
}
