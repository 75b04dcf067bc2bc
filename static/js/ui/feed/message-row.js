import { html } from "htm/preact";
import { useRef, useState } from "preact/hooks";
import { clockTime, fullTime } from "../../core/dates.js";
import { t } from "../../core/i18n.js";
import { emojiOnly, isGone, personName } from "../../view/names.js";
import { useChat } from "../parts/chat-context.js";
import { Icon } from "../parts/icon.js";
import { memo } from "../parts/memo.js";
import { NameMark } from "../parts/name-mark.js";
import { useLongPress } from "./long-press.js";
import { MessageActions } from "./message-actions.js";
import { MessageEditor } from "./message-editor.js";
import { Quote } from "./quote.js";
import { Reactions } from "./reactions.js";

/** A message. `read`: whether the other side has read it; null where that isn't shown. */
export const MessageRow = memo(function MessageRow({ message, grouped, mine, verbs, editing, flash, read }) {
  const { people, me } = useChat();
  const element = useRef(null);
  const [active, setActive] = useState(false);
  const [held, hold] = useLongPress(element);
  const sender = people.now(message.sender);
  // A touch doesn't show the message's buttons, a long press does.
  const enter = (event) => event.pointerType === "mouse" && setActive(true);
  const focused = (event) => (event.target !== element.current || element.current.matches(":focus-visible")) && setActive(true);
  // When the row is removed, it loses the focus after its element is gone.
  const leave = (event) => element.current && (element.current.contains(event.relatedTarget) || setActive(element.current.matches(":hover")));
  const named = !mine && message.mentions.includes(me.value.id);
  const style = [mine && "mine", named && "named", grouped && "grouped", editing && "editing", flash && "flash", held && "selected"];
  return html`<article class=${["message", ...style.filter(Boolean).map((name) => `message--${name}`)].join(" ")} ref=${element} tabindex="-1"
    id=${`m-${message.id}`} data-id=${message.id} data-seq=${message.seq} onPointerEnter=${enter}
    onMouseLeave=${() => setActive(element.current.contains(document.activeElement))} onFocusIn=${focused} onFocusOut=${leave} ...${hold}>
    ${!mine && !grouped && html`<span class="message__avatar avatar"><img class="avatar__image" src=${sender.avatar} alt="" width="36" height="36" loading="lazy" decoding="async" /></span>`}
    <div class="message__main">
      <div class="message__bubble">
        ${grouped || mine ? html`<span class="visually-hidden">${personName(sender)}: </span>` : html`<span class="message__from"><span class="message__author ${isGone(sender) ? "message__author--gone" : ""}" dir="auto">${personName(sender)}</span><${NameMark} person=${sender} /></span>`}
        ${message.reply_to && html`<${Quote} id=${message.reply_to} room_id=${message.room_id} onJump=${verbs.jump} />`}
        ${editing ? html`<${MessageEditor} message=${message} onDone=${() => verbs.edit(null)} />` : html`<${Text} message=${message} />`}
        <footer class="message__foot">
          ${message.edited_at && html`<time class="message__edited" datetime=${message.edited_at} title=${fullTime(message.edited_at)}>${t("edited")}</time>`}
          <time class="message__time" datetime=${message.created_at} title=${fullTime(message.created_at)}>${clockTime(message.created_at)}</time>
          ${mine && html`<${State} read=${read} />`}
        </footer>
        ${(active || held) && !editing && html`<${MessageActions} message=${message} mine=${mine} verbs=${verbs} />`}
      </div>
      ${message.reactions.length > 0 && html`<${Reactions} message=${message} />`}
    </div>
  </article>`;
});

// The only HTML is what the server's renderer made and sanitised; everything else is text.
function Text({ message }) {
  if (message.html) return html`<div class="message__text message__text--html" dir="auto" dangerouslySetInnerHTML=${{ __html: message.html }}></div>`;
  return html`<div class="message__text ${emojiOnly(message.content) ? "message__text--emoji" : ""}" dir="auto">${message.content}</div>`;
}

const State = ({ read }) => html`<span class="message__state ${read ? "message__state--read" : ""}"
  ><${Icon} name=${read ? "check-double" : "check"} /><span class="visually-hidden">${read ? t("Read") : t("Sent")}</span></span>`;
