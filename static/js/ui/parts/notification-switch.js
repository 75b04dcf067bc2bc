import { html } from "htm/preact";
import { t } from "../../core/i18n.js";
import { state, turnOff, turnOn } from "../../net/notifications.js";

const SAID = {
  on: () => t("This browser notifies you of new messages."),
  off: () => t("Notifications are off in this browser."),
  ask: () => t("This browser can notify you of new messages."),
  denied: () => t("This browser blocks notifications from here. Its settings for this site can allow them."),
  none: () => t("This browser can't show notifications here; most can over https."),
};

/** Whether this browser shows notifications, and the switch for it; `quiet`: only when there is something to switch on. */
export function NotificationSwitch({ quiet = false }) {
  const now = state.value;
  if (quiet && (now === "on" || now === "none")) return null;
  return html`<div class="notices" role="group" aria-label=${t("Notifications in this browser")}>
    <p class="muted small">${SAID[now]()}</p>
    ${(now === "ask" || now === "off") && html`<button type="button" class="button button--small" onClick=${turnOn}>${t("Turn on")}</button>`}
    ${now === "on" && html`<button type="button" class="button button--small" onClick=${turnOff}>${t("Turn off here")}</button>`}
  </div>`;
}
