import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { errorText, t, tn } from "../../core/i18n.js";
import { closedText, other, roomKind, roomTitle, tellsCount, typingText } from "../../view/names.js";
import { screenful } from "../../view/row-window.js";
import { Composer } from "../composer/composer.js";
import { FeedView } from "../feed/feed-view.js";
import { showNote, Alerts } from "../parts/alerts.js";
import { RoomAvatar } from "../parts/avatar.js";
import { BackToList } from "../parts/back-to-list.js";
import { useChat } from "../parts/chat-context.js";
import { ConnectionBanner } from "../parts/connection-banner.js";
import { Icon, IconButton } from "../parts/icon.js";
import { InviteIcon } from "../parts/invite-button.js";
import { lazy } from "../parts/lazy.js";
import { NameMark } from "../parts/name-mark.js";
import { Presence } from "../parts/presence.js";
import { LobbyWelcome } from "./lobby-welcome.js";

const MessageRequest = lazy(() => import("./message-request.js").then(({ MessageRequest }) => MessageRequest));

/** The page of an open room: its head, the feed, the composer, and what stands between them. */
export function Conversation({ room, panel }) {
  const chat = useChat();
  const feed = chat.feed(room.id);
  const [reply, setReply] = useState(/** @type {?import("../../types.js").Message} */ (null));
  const [editing, setEditing] = useState(/** @type {?number} */ (null));
  const online = chat.connection.value === "online";
  if (editing) feed.version.value;
  const lost = Boolean(editing && feed.timeline.find(editing)?.deleted);
  useEffect(() => {
    if (!lost) return;
    setEditing(null);
    showNote(t("The message that you were editing was deleted."));
  }, [lost]);
  useEffect(() => {
    if (online || feed.status.peek() === "empty") feed.open(room, screenful(innerHeight));
  }, [feed, online]);
  const verbs = { reply: setReply, edit: setEditing };
  return html`<main class="shell__main" id="main">
    <div class=${`conversation conversation--${room.type}`}>
      <${Head} room=${room} panel=${panel} />
      <${ConnectionBanner} /><${Alerts} />
      <${FeedView} room=${room} feed=${feed} chat=${chat} editing=${editing} verbs=${verbs} />
      <${LobbyWelcome} room=${room} feed=${feed} />
      <${TypingLine} room=${room} />
      ${room.closed && html`<p class="closed"><${Icon} name="lock" />${closedText(room)}</p>`}
      ${room.can.includes("accept") && html`<${MessageRequest} room=${room} />`}
      ${room.can.includes("post")
        ? html`<${Composer} room=${room} feed=${feed} reply=${reply} onReplied=${() => setReply(null)} onEditLast=${setEditing} editing=${editing} />`
        : html`<p class="closed"><${Icon} name="lock" />${errorText({ key: "peer_deleted" }, "")}</p>`}
    </div>
  </main>`;
}

function Head({ room, panel }) {
  return html`<header class="conversation__head">
    <${BackToList} extra="conversation__back" />
    <${RoomAvatar} room=${room} />
    <div class="conversation__titles">
      <div class="marked"><h1 class="conversation__title" dir="auto">${roomTitle(room)}</h1><${NameMark} person=${other(room)} trust /></div>
      <p class="conversation__facts">
        <span>${roomKind(room)}</span>
        ${room.peer && room.can.includes("post")
          ? html`<span><${Presence} user=${room.peer} /></span>
              <span>@${room.peer.username}</span>`
          : tellsCount(room) && html`<span>${tn("{n} member", "{n} members", room.member_count)}</span>`}
        ${room.share_id && html`<span>Share ID: <span class="share-id">${room.share_id}</span></span>`}
      </p>
    </div>
    ${room.can.includes("invite") && html`<${InviteIcon} room=${room} />`}
    <${IconButton} icon="info" label=${t("Room details")} onClick=${panel.toggle} extra="conversation__info" aria-controls="details" aria-expanded=${String(panel.open)} />
  </header>`;
}

/** Who is typing; silent to screen readers. */
export function TypingLine({ room }) {
  const people = useChat().typingSeen.of(room.id);
  return html`<p class="typing" aria-hidden="true">${people.length > 0 && html`<span class="typing__dots"><i></i><i></i><i></i></span>${typingText(people)}…`}</p>`;
}
