import { html } from "htm/preact";
import { t, tn } from "../core/i18n.js";
import { personName } from "../view/names.js";
import { Avatar } from "./avatar.js";
import { useChat } from "./context.js";
import { IconButton } from "./icon.js";

/** Who I am, my settings, the way out. */
export function Me() {
  const chat = useChat();
  const me = chat.me.value;
  return html`<footer class="me">
    <${Avatar} user=${me} />
    <span class="me__name"><span class="me__display" dir="auto">${personName(me)}</span><span class="me__username">@${me.username}</span></span>
    <${IconButton} icon="settings" label=${t("Settings")} href="/settings" />
    <${IconButton} icon="logout" label=${t("Log out")} href="/logout" onClick=${(event) => leave(event, chat)} />
  </footer>`;
}

// What waits to be sent would stay behind on a machine that may be somebody else's.
function leave(event, chat) {
  const waiting = chat.outbox.items.peek().size;
  const question = tn("{n} message is not sent yet. Log out and drop it?", "{n} messages are not sent yet. Log out and drop them?", waiting);
  if (waiting && !confirm(question)) event.preventDefault();
  else chat.forget();
}
