import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../../core/i18n.js";
import { personName } from "../../view/names.js";
import { plain } from "../../view/plain-text.js";
import { useChat } from "../parts/chat-context.js";

/** The message that another one replies to; a click goes there. */
export function Quote({ id, room_id, onJump }) {
  const chat = useChat();
  const feed = chat.feed(room_id);
  feed.version.value;
  const known = feed.timeline.find(id);
  const [fetched, setFetched] = useState(null);
  const online = chat.connection.value === "online";
  useEffect(() => {
    if (known || fetched) return;
    // Any other fault may be temporary: the message is asked for again when the connection is back.
    chat.rest("GET", `/messages/${id}`).then(setFetched, ({ code }) => code === "message_not_found" && setFetched({ deleted: true }));
  }, [id, online]);
  const message = known ?? fetched;
  if (message?.deleted) return html`<${Gone} />`;
  const onClick = (event) => {
    event.preventDefault();
    onJump(id);
  };
  return html`<a class="message__quote" href=${`#m-${id}`} onClick=${onClick}>
    <span class="message__quote-author" dir="auto">${message && personName(chat.people.now(message.sender))}</span>
    <span class="message__quote-text" dir="auto">${message ? plain(message) : "…"}</span>
  </a>`;
}

const Gone = () => html`<span class="message__quote">
  <span class="message__quote-author">${t("Deleted message")}</span><span class="message__quote-text">${t("The original is gone.")}</span>
</span>`;
