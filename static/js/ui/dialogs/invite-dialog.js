import { html } from "htm/preact";
import { t } from "../../core/i18n.js";
import { route } from "../../core/router.js";
import { faultText, roomTitle } from "../../view/names.js";
import { useChat } from "../parts/chat-context.js";
import { CopyField } from "../parts/copy-field.js";
import { Dialog } from "../parts/dialog.js";
import { Icon } from "../parts/icon.js";
import { useInvite } from "../parts/use-invite.js";

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** The dialog that invites others to the open room: with a code to scan, a link to send, an ID to read aloud. */
export function InviteDialog() {
  const chat = useChat();
  const room = chat.rooms.get(route.value.room_id);
  const { invite, fault } = useInvite(room);
  return html`<${Dialog} name="invite" title=${heading(room)} extra="dialog--invite">
    <div class="dialog__body invite">
      ${fault && html`<p class="notice notice--error" role="alert"><${Icon} name="alert" /><span>${faultText(fault)}</span></p>`}
      <div class="invite__code">${invite && room && html`<img class="invite__qr" src=${`/room/${room.id}/invite.svg?v=${invite.share_id ?? ""}`} width="240" height="240" alt=${t("QR code of the link below")} />`}</div>
      <p class="invite__how">${t("Scan it with a phone's camera, or open the link: type a name, and you are in.")}</p>
      <${CopyField} id="invite-link" label=${t("Link")} value=${invite?.url ?? ""} />
      ${navigator.share && invite && room && html`<${ShareButton} room=${room} url=${invite.url} />`}
      ${room?.share_id && html`<${ShareId} room=${room} />`}
      ${LOOPBACK.test(location.hostname) && html`<p class="notice"><${Icon} name="info" /><span>${t("You are on this computer's own address, which opens nowhere else. To let others in, start the server with HOST=0.0.0.0 and open it under the computer's network address.")}</span></p>`}
    </div>
  <//>`;
}

function heading(room) {
  if (room?.type === "group") return t("Invite people to {room}", { room: roomTitle(room) });
  return room?.type === "dm" ? t("Invite one person") : t("Invite people to Ngobrol");
}

/** Opens the device's own share dialog. */
function ShareButton({ room, url }) {
  // The promise fails when the reader cancels.
  const onClick = () => navigator.share({ title: heading(room), url }).catch(() => {});
  return html`<button type="button" class="button button--wide" onClick=${onClick}><${Icon} name="share" />${t("Share…")}</button>`;
}

const ShareId = ({ room }) => html`<div class="field">
  <p class="field__label">Share ID</p>
  <p class="invite__id ${room.invite_only ? "invite__id--long" : ""}"><span class="share-id">${room.share_id}</span></p>
  <p class="field__hint">${room.invite_only ? t("Invite only: this code lets people in, so share it with care.") : t("To be read aloud: whoever is signed in can type it under “Join a room”.")}</p>
</div>`;
