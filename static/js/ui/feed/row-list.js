import { html } from "htm/preact";
import { dayName } from "../../core/dates.js";
import { t } from "../../core/i18n.js";
import { today } from "../../core/today.js";
import { showsRead } from "../../view/names.js";
import { useChat } from "../parts/chat-context.js";
import { MessageRow } from "./message-row.js";
import { PendingRow } from "./pending-row.js";

/** The rows of a feed. A row keeps its element for as long as it has the same key. */
export function RowList({ rows, room, verbs, editing, flash }) {
  const me = useChat().me.value.id;
  today.value;
  return rows.map(({ kind, key, iso, message, item, grouped }) => {
    if (kind === "day") return html`<div class="divider" role="separator" key=${key}><time datetime=${iso}>${dayName(iso)}</time></div>`;
    if (kind === "new") return html`<div class="divider divider--new" role="separator" key=${key}>${t("New")}</div>`;
    if (kind === "pending") return html`<${PendingRow} key=${key} item=${item} grouped=${grouped} />`;
    const mine = message.sender.id === me;
    return html`<${MessageRow} key=${key} message=${message} grouped=${grouped} mine=${mine} verbs=${verbs} editing=${editing === message.id}
      flash=${flash === message.id} read=${mine && showsRead(room) ? (room.peer_read_seq ?? 0) >= message.seq : null} />`;
  });
}
