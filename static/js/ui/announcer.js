import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { tn } from "../core/i18n.js";
import { route } from "../core/router.js";
import { personName } from "../view/names.js";
import { plain } from "../view/plain.js";
import { useChat } from "./context.js";

const GATHER = 1500;
const MANY = 3;
const KEPT = 5;

/** Reads the open room's new messages to screen readers: each as "Budi: halo", a burst as its number. */
export function Announcer() {
  const chat = useChat();
  const [lines, setLines] = useState([]);
  useEffect(() => {
    let burst = [];
    let timer = null;
    const say = () => {
      const texts = burst.length > MANY ? [tn("{n} new message", "{n} new messages", burst.length)] : burst;
      setLines((before) => [...before, ...texts.map((text) => ({ text, key: performance.now() + Math.random() }))].slice(-KEPT));
      burst = [];
      timer = null;
    };
    const hear = (message) => {
      if (message.room_id !== route.peek().room_id) return;
      burst.push(`${personName(message.sender)}: ${plain(message)}`);
      timer ??= setTimeout(say, GATHER);
    };
    chat.listeners.add(hear);
    return () => {
      chat.listeners.delete(hear);
      clearTimeout(timer);
    };
  }, [chat]);
  return html`<div class="visually-hidden" role="log" aria-live="polite">${lines.map(({ text, key }) => html`<p key=${key}>${text}</p>`)}</div>`;
}
