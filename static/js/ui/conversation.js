import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { t, tn } from "../core/i18n.js";
import { closedText, deserted, other, roomKind, roomTitle, tellsCount } from "../view/names.js";
import { screenful } from "../view/window.js";
import { RoomAvatar } from "./avatar.js";
import { BackToList } from "./backtolist.js";
import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { useChat } from "./context.js";
import { Feed } from "./feed.js";
import { Icon, IconButton } from "./icon.js";
import { invitable, InviteIcon } from "./invitebutton.js";
import { Presence } from "./presence.js";
import { Mark } from "./mark.js";
import { lazy } from "./lazy.js";
import { tell, Trouble } from "./trouble.js";
import { TypingLine } from "./typingline.js";
import { Welcome } from "./welcome.js";

const Request = lazy(() => import("./request.js").then(({ Request }) => Request));

/** An open room: who it is, what was said, what I say. */
export function Conversation({ room, panel }) {
  const chat = useChat();
  const feed = chat.feed(room.id);
  const [reply, setReply] = useState(/** @type {?import("../types.js").Message} */ (null));
  const [editing, setEditing] = useState(/** @type {?number} */ (null));
  const online = chat.connection.value === "online";
  if (editing) feed.version.value;
  const lost = Boolean(editing && feed.timeline.find(editing)?.deleted);
  useEffect(() => {
    if (!lost) return;
    setEditing(null);
    tell(t("The message that you were editing was deleted."));
  }, [lost]);
  useEffect(() => {
    if (online || feed.status.peek() === "empty") feed.open(room, screenful(innerHeight));
  }, [feed, online]);
  const verbs = { reply: setReply, edit: setEditing };
  return html`<main class="shell__main" id="main">
    <div class=${`conversation conversation--${room.type}`}>
      <${Head} room=${room} panel=${panel} />
      <${Connection} /><${Trouble} />
      <${Feed} room=${room} feed=${feed} chat=${chat} editing=${editing} verbs=${verbs} />
      <${Welcome} room=${room} feed=${feed} />
      <${TypingLine} room=${room} />
      ${room.closed && html`<p class="closed"><${Icon} name="lock" />${closedText(room)}</p>`}
      ${deserted(room)
        ? html`<p class="closed"><${Icon} name="lock" />${t("This account was deleted: nobody would read what you write.")}</p>`
        : html`${room.request && html`<${Request} room=${room} />`}
          <${Composer} room=${room} feed=${feed} reply=${reply} onReplied=${() => setReply(null)} onEditLast=${setEditing} editing=${editing} />`}
    </div>
  </main>`;
}

function Head({ room, panel }) {
  return html`<header class="conversation__head">
    <${BackToList} extra="conversation__back" />
    <${RoomAvatar} room=${room} />
    <div class="conversation__titles">
      <div class="marked"><h1 class="conversation__title" dir="auto">${roomTitle(room)}</h1><${Mark} person=${other(room)} trust /></div>
      <p class="conversation__facts">
        <span>${roomKind(room)}</span>
        ${room.peer && !deserted(room)
          ? html`<span><${Presence} user=${room.peer} /></span>
              <span>@${room.peer.username}</span>`
          : tellsCount(room) && html`<span>${tn("{n} member", "{n} members", room.member_count)}</span>`}
        ${room.share_id && html`<span>Share ID: <span class="share-id">${room.share_id}</span></span>`}
      </p>
    </div>
    ${invitable(room) && html`<${InviteIcon} room=${room} />`}
    <${IconButton} icon="info" label=${t("Room details")} onClick=${panel.toggle} extra="conversation__info" aria-controls="details" aria-expanded=${String(panel.open)} />
  </header>`;
}

