import { html } from "htm/preact";
import { t, tn } from "../../core/i18n.js";
import { useChat } from "../parts/chat-context.js";
import { react } from "./change-message.js";

/** The emoji under a message, as buttons: mine are pressed, and pressing one adds or removes mine. */
export function Reactions({ message }) {
  const chat = useChat();
  const me = chat.me.value.id;
  return html`<div class="reactions">${message.reactions.map(({ emoji, count, user_ids }) => {
    const mine = user_ids.includes(me);
    return html`<button type="button" class="reaction" key=${emoji} aria-pressed=${String(mine)} aria-label=${reactionLabel(emoji, count, mine)}
      onClick=${() => react(chat, message, emoji)}><span aria-hidden="true">${emoji} ${count}</span></button>`;
  })}</div>`;
}

function reactionLabel(emoji, count, mine) {
  const people = tn("{n} person", "{n} people", count);
  const label = mine ? t("{people}, including you", { people }) : people;
  return `${emoji} ${label}`;
}
