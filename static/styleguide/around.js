import { html } from "htm/preact";
import { t } from "../js/core/i18n.js";
import { Claim } from "../js/ui/parts/claim.js";
import { ConnectionBanner } from "../js/ui/parts/connection-banner.js";
import { ChatContext } from "../js/ui/parts/chat-context.js";
import { CopyField } from "../js/ui/parts/copy-field.js";
import { CreateRoom } from "../js/ui/home/create-room.js";
import { Details as RoomDetails } from "../js/ui/room/details.js";
import { Field, FormError } from "../js/ui/parts/form.js";
import { JoinRoom } from "../js/ui/home/join-room.js";
import { showFault, Alerts } from "../js/ui/parts/alerts.js";
import { bayu, me, newChat, rina, room } from "./world.js";

const nothing = () => {};
const away = newChat();
away.lost();
const ended = newChat();
ended.end("revoked");
const open = newChat();
open.me.value = { ...me, verified: false };

export const Banners = () => [
  html`<${ChatContext.Provider} value=${away}><${ConnectionBanner} /><//>`,
  html`<${ChatContext.Provider} value=${ended}><${ConnectionBanner} /><//>`,
  html`<${ChatContext.Provider} value=${open}><${Claim} /><//>`,
  html`<${Alerts} />`,
  html`<p><button type="button" class="button button--small" onClick=${() => showFault({ code: "timeout", message: "" })}>Complain</button></p>`,
];

export const Forms = () => [
  html`<${FormError} fault=${{ code: "offline", message: "" }} />`,
  html`<${Field} id="guide-field" name="guide" label=${t("Room ID")} error=${t("A share ID looks like 123456789.")} hint=${t("The share ID a friend gave you.")} />`,
  html`<${CopyField} id="guide-copy" label=${t("Link")} value="127.0.0.1:5000/join/314159265" />`,
  html`<${CreateRoom} />`,
  html`<${JoinRoom} />`,
];

const members = [me, bayu, rina];

// Each in a form of its own, so that the choices of one don't undo those of another.
export const Details = () => [
  html`<form><${RoomDetails} room=${room(51, { created_by: me.id, role: "owner", can: ["post", "invite", "change", "leave"], invite_only: true, share_id: "314159265-kopi", members })} onClose=${nothing} /></form>`,
  html`<form><${RoomDetails} room=${room(52, { type: "dm", name: null, peer: bayu, can: ["post", "leave"], share_id: null, member_count: 2, members: [me, bayu] })} onClose=${nothing} /></form>`,
];
