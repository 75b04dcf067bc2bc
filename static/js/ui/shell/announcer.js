import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { t, tn } from "../../core/i18n.js";
import { route } from "../../core/router.js";
import { Burst } from "../../store/burst.js";
import { personName } from "../../view/names.js";
import { plain } from "../../view/plain-text.js";
import { useChat } from "../parts/chat-context.js";

const KEPT = 5;

/** Announces the open room's new messages to screen readers: each as "Budi: halo", many at once as their number. */
export function Announcer() {
  const chat = useChat();
  const { room_id } = route.value;
  const [lines, setLines] = useState([]);
  useEffect(() => {
    const say = (texts) => setLines((before) => [...before, ...texts.map((text) => ({ text, key: performance.now() + Math.random() }))].slice(-KEPT));
    const burst = new Burst({ say, count: (n) => tn("{n} new message", "{n} new messages", n) });
    const hear = (message) => message.room_id === room_id && burst.add(`${personName(message.sender)}: ${plain(message)}`);
    chat.listeners.add(hear);
    return () => {
      chat.listeners.delete(hear);
      burst.stop();
      setLines([]);
    };
  }, [chat, room_id]);
  return html`<div class="visually-hidden" role="log" aria-live="polite" aria-label=${t("New messages")}>${lines.map(({ text, key }) => html`<p key=${key}>${text}</p>`)}</div>`;
}
