import { html } from "htm/preact";
import { clockTime } from "../../core/dates.js";
import { t } from "../../core/i18n.js";
import { repliesToDeleted } from "../../store/outbox.js";
import { emojiOnly, faultText } from "../../view/names.js";
import { useChat } from "../parts/chat-context.js";
import { Icon } from "../parts/icon.js";
import { Quote } from "./quote.js";

/** A message of mine that the server hasn't acknowledged: it waits, or it failed and can be sent again or discarded. */
export function PendingRow({ item, grouped }) {
  const chat = useChat();
  const failed = item.state === "failed";
  return html`<article class="message message--mine ${grouped ? "message--grouped" : ""} message--${item.state}" tabindex="-1" data-client-id=${item.client_id}>
    <div class="message__main">
      <div class="message__bubble">
        ${item.reply_to && html`<${Quote} id=${item.reply_to} room_id=${item.room_id} onJump=${() => {}} />`}
        <div class="message__text ${emojiOnly(item.content) ? "message__text--emoji" : ""}" dir="auto">${item.content}</div>
        <footer class="message__foot"><span class="message__coming" aria-hidden="true">${clockTime(Date.now())}</span><span class="message__state"><${Icon} name=${failed ? "alert" : "clock"} />
          <span class="visually-hidden">${failed ? t("Not sent") : t("Sending")}</span></span></footer>
      </div>
      ${failed && html`<div class="message__failure" role="alert">
        <span>${t("Not sent:")} ${faultText(item.error)}</span>
        <button type="button" class="button button--small" onClick=${() => chat.outbox.retry(item.client_id)}>${repliesToDeleted(item) ? t("Send without the quote") : t("Try again")}</button>
        <button type="button" class="button button--small button--quiet" onClick=${() => chat.outbox.discard(item.client_id)}>${t("Discard")}</button>
      </div>`}
    </div>
  </article>`;
}
