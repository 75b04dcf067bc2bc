import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { t, tn } from "../../core/i18n.js";
import { useChat } from "./chat-context.js";
import { Icon } from "./icon.js";

const PATIENCE = 5000;

/** Shown when there has been no connection for 5 s, with the number of unsent messages. */
export function ConnectionBanner() {
  const chat = useChat();
  const state = chat.connection.value;
  const left = () => chat.lostAt + PATIENCE - Date.now();
  const [late, setLate] = useState(() => left() <= 0);
  useEffect(() => {
    setLate(left() <= 0);
    if (state === "online") return undefined;
    const timer = setTimeout(() => setLate(true), left());
    return () => clearTimeout(timer);
  }, [state]);
  return html`<div role="status">${state === "ended" ? html`<${Ended} />` : late && state !== "online" && html`<${Offline} />`}</div>`;
}

function Offline() {
  const waiting = useChat().outbox.items.value.size;
  const text = t("No connection. Trying again…");
  return html`<div class="conversation__banner"><${Icon} name="offline" /><span>${text}
    ${waiting > 0 && ` ${tn("{n} message waits to be sent.", "{n} messages wait to be sent.", waiting)}`}</span></div>`;
}

const Ended = () => html`<div class="conversation__banner conversation__banner--error"><${Icon} name="lock" />
  <span>${t("You are signed out here.")} <a href=${`/?next=${encodeURIComponent(location.pathname)}`}>${t("Log in again")}</a></span></div>`;
