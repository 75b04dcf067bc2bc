import { html } from "htm/preact";
import { useRef } from "preact/hooks";
import { copy } from "../core/page.js";
import { t } from "../core/i18n.js";
import { change, react } from "./change.js";
import { useChat } from "./context.js";
import { Icon, IconButton } from "./icon.js";

const EMOJI = ["👍", "❤️", "😂", "🎉", "😮"];

/** What can be done with a message: react, reply, and the rest in a menu. */
export function Actions({ message, mine, verbs }) {
  const chat = useChat();
  return html`<div class="message__actions">
    <${Menu} icon="smile" label=${t("React")}>
      <div class="menu__emoji">${EMOJI.map((emoji) => html`<button type="button" class="icon-button" aria-label=${t("React with {emoji}", { emoji })}
        onClick=${() => react(chat, message, emoji)}>${emoji}</button>`)}</div>
    <//>
    <${IconButton} icon="reply" label=${t("Reply")} onClick=${() => verbs.reply(message)} />
    <${Menu} icon="more" label=${t("Message actions")}>
      <${Item} icon="copy" label=${t("Copy text")} onClick=${() => copy(message.content)} />
      ${mine && html`<${Item} icon="edit" label=${t("Edit")} onClick=${() => verbs.edit(message.id)} />
        <${Item} icon="trash" label=${t("Delete")} extra="menu__item--danger" onClick=${() => remove(chat, message)} />`}
    <//>
  </div>`;
}

function remove(chat, message) {
  if (confirm(t("Delete this message for everybody?"))) change(chat, "delete_message", { message_id: message.id });
}

const Item = ({ icon, label, onClick, extra = "" }) =>
  html`<button type="button" class="menu__item ${extra}" onClick=${onClick}><${Icon} name=${icon} />${label}</button>`;

/** A button that opens a panel; any choice, Escape or a look elsewhere closes it. */
function Menu({ icon, label, children }) {
  const element = useRef(null);
  const panel = useRef(null);
  const close = () => element.current?.removeAttribute("open");
  const onToggle = () => {
    const feed = element.current.closest(".feed")?.getBoundingClientRect();
    const { bottom } = element.current.getBoundingClientRect();
    panel.current.classList.toggle("menu__panel--up", Boolean(feed) && bottom > (feed.top + feed.bottom) / 2);
  };
  const onKeyDown = (event) => {
    if (event.key !== "Escape" || !element.current.open) return;
    event.stopPropagation();
    close();
    element.current.querySelector("summary").focus();
  };
  const onFocusOut = (event) => event.relatedTarget && !element.current.contains(event.relatedTarget) && close();
  return html`<details class="menu" name="message-menu" ref=${element} onToggle=${onToggle} onKeyDown=${onKeyDown} onFocusOut=${onFocusOut}>
    <summary class="icon-button" title=${label}><${Icon} name=${icon} /><span class="visually-hidden">${label}</span></summary>
    <div class="menu__panel" ref=${panel} onClick=${close}>${children}</div>
  </details>`;
}
