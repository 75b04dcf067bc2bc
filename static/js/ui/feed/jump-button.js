import { html } from "htm/preact";
import { t, tn } from "../../core/i18n.js";
import { unreadText } from "../../store/room-summary.js";
import { Icon } from "../parts/icon.js";

/** The button that goes to the newest message, with the number of those that came meanwhile. */
export function JumpButton({ count, onClick }) {
  const text = count ? tn("{n} new message", "{n} new messages", count, { n: unreadText(count) }) : t("Jump to latest");
  return html`<div style=${{ position: "relative" }}><button type="button" class=${`jump ${count ? "jump--new" : ""}`} onClick=${onClick}><${Icon} name="down" /><span class="jump__text">${text}</span></button></div>`;
}
