import { html } from "htm/preact";
import { t } from "../../core/i18n.js";
import { personName } from "../../view/names.js";
import { showFault } from "../parts/alerts.js";
import { useChat } from "../parts/chat-context.js";
import { Icon } from "../parts/icon.js";
import { leave } from "../parts/leave-room.js";

/** Stands above the composer of a dm that a stranger opened. Replying accepts the request, too. */
export function MessageRequest({ room }) {
  const chat = useChat();
  const name = personName(room.peer);
  return html`<div class="request" role="group" aria-label=${t("Requests")}>
    <p class="request__text"><${Icon} name="person" /><span>${t("{name} wants to write to you", { name })}</span></p>
    <button type="button" class="button button--primary button--small" onClick=${() => accept(chat, room)}>${t("Accept")}</button>
    <button type="button" class="button button--small" onClick=${() => leave(chat, room)}>${t("Delete")}</button>
  </div>`;
}

async function accept(chat, room) {
  try {
    chat.rooms.put(await chat.ask("accept", { room_id: room.id }));
  } catch (fault) {
    return showFault(fault);
  }
  // The button that had the focus is gone, so the composer takes it.
  document.querySelector("#content")?.focus();
}
