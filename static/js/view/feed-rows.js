import { dayKey } from "../core/dates.js";

/** @typedef {import("../types.js").Message} Message */
/** @typedef {import("../types.js").Pending} Pending */
/** @typedef {{kind: "day"|"new"|"message"|"pending", key: string, iso?: string, message?: Message, item?: Pending, grouped?: boolean}} Row */

const TOGETHER = 5 * 60_000;

/**
 * What the feed shows, from top to bottom.
 * @param {{messages: Message[], pending: Pending[], newAfter: ?number, me: number}} facts
 *   `newAfter`: the "new" line stands before the first message of somebody else with a higher `seq`; null for none
 * @returns {Row[]}
 */
export function buildRows({ messages, pending, newAfter, me }) {
  const rows = [];
  let previous = null;
  let lineDrawn = newAfter === null;
  for (const message of messages) {
    const newDay = !previous || dayKey(previous.created_at) !== dayKey(message.created_at);
    const line = !lineDrawn && message.seq > newAfter && message.sender.id !== me;
    if (newDay) rows.push({ kind: "day", key: `d${dayKey(message.created_at)}`, iso: message.created_at });
    if (line) rows.push({ kind: "new", key: "new" });
    lineDrawn ||= line;
    rows.push({ kind: "message", key: keyOf(message, me), message, grouped: !newDay && !line && together(previous, message) });
    previous = message;
  }
  pending.forEach((item, index) => {
    const after = !item.reply_to && (index > 0 || (previous?.sender.id === me && Date.now() - Date.parse(previous.created_at) < TOGETHER));
    rows.push({ kind: "pending", key: `c${item.client_id}`, item, grouped: after });
  });
  return rows;
}

/** My message keeps the key it had while it was pending, so its row stays the same element. */
function keyOf(message, me) {
  return message.client_id && message.sender.id === me ? `c${message.client_id}` : `m${message.id}`;
}

function together(previous, message) {
  const apart = Date.parse(message.created_at) - Date.parse(previous.created_at);
  return previous.sender.id === message.sender.id && !message.reply_to && Math.abs(apart) <= TOGETHER;
}
