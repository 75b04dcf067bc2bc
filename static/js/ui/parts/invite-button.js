import { html } from "htm/preact";
import { t } from "../../core/i18n.js";
import { plainClick } from "../../core/router.js";
import { Icon, IconButton } from "./icon.js";
import { show } from "./open-dialog.js";

/** Opens the room's invitation; the link leads to the server's page of it. */
export function InviteButton({ room, label = nameOf(room), extra = "" }) {
  return html`<a class="button ${extra}" href=${`/room/${room.id}/invite`} aria-haspopup="dialog" onClick=${onClick}><${Icon} name="invite" />${label}</a>`;
}

/** The same as a round button. */
export const InviteIcon = ({ room }) =>
  html`<${IconButton} icon="invite" label=${nameOf(room)} href=${`/room/${room.id}/invite`} aria-haspopup="dialog" onClick=${onClick} extra="conversation__invite" />`;

const nameOf = (room) => (room.type === "dm" ? t("Invite one person") : t("Invite people"));

function onClick(event) {
  if (!plainClick(event)) return;
  event.preventDefault();
  show("invite");
}
