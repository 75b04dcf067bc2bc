import { html } from "htm/preact";
import { t } from "../../core/i18n.js";
import { copy } from "../../core/page.js";
import { messageAddress } from "../../core/router.js";
import { showNote } from "../parts/alerts.js";
import { useChat } from "../parts/chat-context.js";
import { Icon, IconButton } from "../parts/icon.js";
import { Menu } from "../parts/menu.js";
import { pickEmoji } from "../parts/pick-emoji.js";
import { addReaction, change, react } from "./change-message.js";

const EMOJI = ["👍", "❤️", "😂", "🎉", "😮"];

/** What can be done with a message: react, reply, and the rest in a menu. */
export function MessageActions({ message, mine, verbs }) {
  const chat = useChat();
  const can = chat.rooms.map.peek().get(message.room_id)?.can ?? [];
  return html`<div class="message__actions">
    <${Menu} icon="smile" label=${t("React")} extra="menu--react">
      <div class="menu__emoji">${EMOJI.map((emoji) => html`<button type="button" class="icon-button" aria-label=${t("React with {emoji}", { emoji })}
        onClick=${({ currentTarget }) => (react(chat, message, emoji), focus(rowOf(currentTarget)))}>${emoji}</button>`)}
        <${IconButton} icon="plus" label=${t("More emoji")} onClick=${(event) => reactWithAny(chat, message, event.currentTarget)} /></div>
    <//>
    ${can.includes("post") && html`<${IconButton} icon="reply" label=${t("Reply")} onClick=${() => verbs.reply(message)} />`}
    <${Menu} icon="more" label=${t("Message actions")}>
      <${Item} icon="copy" label=${t("Copy text")} onClick=${() => copyText(message.content)} />
      <${Item} icon="link" label=${t("Copy link")} onClick=${() => copyLink(message)} />
      ${mine && html`<${Item} icon="edit" label=${t("Edit")} onClick=${() => verbs.edit(message.id)} />`}
      ${(mine || can.includes("moderate")) && html`<${Item} icon="trash" label=${t("Delete")} extra="menu__item--danger" onClick=${() => remove(chat, message)} />`}
    <//>
  </div>`;
}

async function reactWithAny(chat, message, button) {
  const row = rowOf(button);
  const emoji = await pickEmoji(button);
  focus(row);
  if (emoji) addReaction(chat, message, emoji);
}

// The menu that has the focus closes, so the message takes it.
const rowOf = (button) => button.closest(".message");
const focus = (row) => row.focus({ preventScroll: true });

async function copyText(text) {
  if (await copy(text)) showNote(t("The text is copied."));
}

async function copyLink(message) {
  const link = new URL(messageAddress(message), location.href).href;
  showNote((await copy(link)) ? t("The link is copied.") : link);
}

function remove(chat, message) {
  if (confirm(t("Delete this message for everybody?"))) change(chat, "delete_message", { message_id: message.id });
}

const Item = ({ icon, label, onClick, extra = "" }) =>
  html`<button type="button" class="menu__item ${extra}" onClick=${onClick}><${Icon} name=${icon} />${label}</button>`;
