import { html } from "htm/preact";
import { t, tn } from "../../core/i18n.js";
import { NEW } from "../../core/router.js";
import { roomKind, roomTitle, tellsCount } from "../../view/names.js";
import { BackToList } from "../parts/back-to-list.js";
import { useChat } from "../parts/chat-context.js";
import { Icon } from "../parts/icon.js";
import { leaveRoom } from "../parts/leave-room.js";

/** The page with all rooms I am in, and facts for which the list has no place. */
export function MyRooms() {
  const chat = useChat();
  const heads = [t("Room"), t("Type"), t("Members"), "Share ID"];
  return html`<main class="shell__main shell__main--scroll" id="main">
    <div class="home">
      <header class="form__actions">
        <${BackToList} />
        <h1 tabindex="-1">${t("My rooms")}</h1>
      </header>
      <div class="card">
        <table class="table">
          <thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}
            <th scope="col"><span class="visually-hidden">${t("Actions")}</span></th></tr></thead>
          <tbody>${chat.rooms.list.value.map((room) => html`<${Line} key=${room.id} room=${room} />`)}</tbody>
        </table>
      </div>
      ${!chat.rooms.list.value.some(leavable) && html`<${Beginning} />`}
    </div>
  </main>`;
}

const leavable = (room) => room.can.includes("leave");

/** For somebody who has only the lobby: how to get more rooms. */
const Beginning = () => html`<div class="beginning">
  <p class="empty__title">${t("Only the lobby so far")}</p>
  <p class="muted">${t("Make a group for your people, or join one with the ID or link that somebody sent you.")}</p>
  <a class="button button--primary" href=${`/dashboard${NEW}`}><${Icon} name="plus" />${t("Make or join a room")}</a>
</div>`;

function Line({ room }) {
  const chat = useChat();
  return html`<tr>
    <td><a href=${`/room/${room.id}`} dir="auto">${roomTitle(room)}</a></td>
    <td class="muted">${roomKind(room)}</td>
    <td class=${tellsCount(room) ? "muted" : "muted table__none"}>${tellsCount(room) ? tn("{n} member", "{n} members", room.member_count) : "–"}</td>
    <td class=${room.share_id ? "muted" : "muted table__none"}><span class="share-id">${room.share_id ?? "–"}</span></td>
    <td class="table__actions">${leavable(room) && html`<button class="button button--small button--danger" onClick=${() => leaveRoom(chat, room)}
      >${t("Leave")}<span class="visually-hidden"> ${roomTitle(room)}</span></button>`}</td>
  </tr>`;
}
