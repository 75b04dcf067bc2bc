import { html } from "htm/preact";
import { useEffect } from "preact/hooks";
import { t } from "../../core/i18n.js";
import { useChat } from "./chat-context.js";

/** Whether a person on the screen is online, for as long as they are there. */
export function useOnline(user, asked = true) {
  const { people } = useChat();
  useEffect(() => (asked ? people.watch(user.id) : undefined), [people, user.id, asked]);
  return asked && people.isOnline(user.id, user.is_online);
}

/** The same in words. */
export function Presence({ user }) {
  const online = useOnline(user);
  return html`<span class="presence ${online ? "presence--online" : ""}">${online ? t("online") : t("offline")}</span>`;
}
