import { html } from "htm/preact";
import { t } from "../../core/i18n.js";
import { showFault } from "../parts/alerts.js";
import { useChat } from "../parts/chat-context.js";
import { NotificationSwitch } from "../parts/notification-switch.js";

/** The choice of a room's notification level, which counts on all devices of the reader. */
export function NotificationLevels({ room }) {
  const chat = useChat();
  const levels = [
    ["all", t("Everything"), t("Every new message.")],
    ["mentions", t("Mentions"), t("Only messages that mention @{name}.", { name: chat.me.value.username })],
    ["nothing", t("Nothing"), t("Muted: no notifications, not in the totals.")],
  ];
  return html`<section class="details__section">
    <h3 class="details__heading" id="levels">${t("Notifications")}</h3>
    <div class="levels" role="radiogroup" aria-labelledby="levels">${levels.map(([level, label, hint]) => html`
      <label class="choice choice--plain" key=${level}><input class="choice__input" type="radio" name="level" value=${level}
          checked=${room.notifications === level} onChange=${() => choose(chat, room, level)} />
        <span><span class="choice__label">${label}</span><span class="choice__hint">${hint}</span></span></label>`)}
    </div>
    <${NotificationSwitch} quiet />
  </section>`;
}

/** Shows the choice at once, and the one before again if the server refuses. */
async function choose(chat, room, level) {
  chat.rooms.put({ id: room.id, notifications: level });
  try {
    await chat.rest("PUT", `/rooms/${room.id}/notifications`, { level });
  } catch (fault) {
    chat.rooms.put({ id: room.id, notifications: room.notifications });
    showFault(fault);
  }
}
