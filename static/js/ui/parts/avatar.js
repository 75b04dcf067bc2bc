import { html } from "htm/preact";
import { initials, roomTitle } from "../../view/names.js";
import { useChat } from "./chat-context.js";
import { Icon } from "./icon.js";
import { useOnline } from "./presence.js";

/** A person's picture, with a dot while they are online. */
export function Avatar({ user, extra = "", presence = true, size = 40 }) {
  const { people } = useChat();
  const online = useOnline(user, presence);
  return html`<span class="avatar ${extra} ${online ? "avatar--online" : ""}"
    ><img class="avatar__image" src=${people.now(user).avatar} alt="" width=${size} height=${size} loading="lazy" decoding="async"
  /></span>`;
}

/** What stands for a room: the other person's face, an icon, or initials on a tint. */
export function RoomAvatar({ room, extra = "" }) {
  if (room.type === "lobby") return html`<${Tile} extra="avatar--lobby ${extra}"><${Icon} name="lobby" /><//>`;
  if (room.type === "support" && !room.peer) return html`<${Tile} extra="avatar--hue-3 ${extra}"><${Icon} name="support" /><//>`;
  if (room.peer) return html`<${Avatar} user=${room.peer} extra=${extra} />`;
  if (room.type === "dm") return html`<${Tile} extra="avatar--hue-7 ${extra}"><${Icon} name="person" /><//>`;
  return html`<${Tile} extra="avatar--hue-${room.id % 8} ${extra}">${initials(roomTitle(room))}<//>`;
}

const Tile = ({ extra, children }) =>
  html`<span class="avatar ${extra}"><span class="avatar__tile" aria-hidden="true">${children}</span></span>`;
