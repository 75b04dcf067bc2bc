import { html } from "htm/preact";
import { t } from "../core/i18n.js";
import { navigate } from "../core/router.js";
import { personName } from "../view/names.js";
import { useChat } from "./context.js";
import { IconButton } from "./icon.js";
import { complain } from "./trouble.js";

/** Opens the conversation with one person. */
export function WriteTo({ person }) {
  const chat = useChat();
  const label = t("Write to {name}", { name: personName(person) });
  const onClick = async () => {
    try {
      const room = await chat.rest("POST", "/rooms", { type: "dm", username: person.username });
      chat.rooms.put(room);
      navigate(`/room/${room.id}`);
    } catch (fault) {
      complain(fault);
    }
  };
  return html`<${IconButton} icon="send" label=${label} onClick=${onClick} />`;
}
