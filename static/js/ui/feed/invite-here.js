import { html } from "htm/preact";
import { t } from "../../core/i18n.js";
import { CopyField } from "../parts/copy-field.js";
import { InviteButton } from "../parts/invite-button.js";
import { useInvite } from "../parts/use-invite.js";

/** The room's invite link, shown in the feed while I am alone in the room. */
export function InviteHere({ room }) {
  const { invite } = useInvite(room);
  return html`<${CopyField} id="invite-here" label=${t("Send this link to everyone you want here")} value=${invite?.url ?? ""} />
    <${InviteButton} room=${room} label=${t("Show as a QR code")} />`;
}
