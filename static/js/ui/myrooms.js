import { html } from "htm/preact";
import { t, tn } from "../core/i18n.js";
import { leavable, roomKind, roomTitle } from "../view/names.js";
import { BackToList } from "./backtolist.js";
import { useChat } from "./context.js";
import { leaveRoom } from "./leave.js";

/** Every room I am in, with what the list has no place for. */
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
    </div>
  </main>`;
}

function Line({ room }) {
  const chat = useChat();
  return html`<tr>
    <td><a href=${`/room/${room.id}`} dir="auto">${roomTitle(room)}</a></td>
    <td class="muted">${roomKind(room)}</td>
    <td class="muted">${tn("{n} member", "{n} members", room.member_count)}</td>
    <td class="muted"><span class="share-id">${room.share_id ?? "–"}</span></td>
    <td class="table__actions">${leavable(room) && html`<button class="button button--small button--danger" onClick=${() => leaveRoom(chat, room)}
      >${t("Leave")}<span class="visually-hidden"> ${roomTitle(room)}</span></button>`}</td>
  </tr>`;
}
