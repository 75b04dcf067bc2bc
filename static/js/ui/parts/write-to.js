import { html } from "htm/preact";
import { t } from "../../core/i18n.js";
import { navigate } from "../../core/router.js";
import { personName } from "../../view/names.js";
import { showFault } from "./alerts.js";
import { useChat } from "./chat-context.js";
import { IconButton } from "./icon.js";

/** Opens the conversation with one person, making it if need be. @param {import("../../store/chat.js").Chat} chat */
export async function talkTo(chat, username) {
  const room = await chat.rest("POST", "/rooms", { type: "dm", username });
  chat.rooms.put(room);
  navigate(`/room/${room.id}`);
}

/** The button for it. */
export function WriteTo({ person }) {
  const chat = useChat();
  const label = t("Write to {name}", { name: personName(person) });
  return html`<${IconButton} icon="chat" label=${label} onClick=${() => talkTo(chat, person.username).catch(showFault)} />`;
}
