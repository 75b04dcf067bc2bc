import { html } from "htm/preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { MessageActions } from "../js/ui/feed/message-actions.js";
import { RowList } from "../js/ui/feed/row-list.js";
import { at, bayu, chat, gone, me, message, rina, room } from "./world.js";

const RICH = `<p>Resep <strong>pisang goreng</strong>, <em>pelan-pelan</em>:</p><ul><li>pisang raja</li><li><code>gula aren</code></li></ul>
<pre><code>for (const pisang of piring) await goreng(pisang, { menit: 3, api: "kecil", minyak: "banyak sekali" });</code></pre>
<blockquote><p>Jangan ditinggal.</p></blockquote><p><a href="/nothing-here" rel="noopener noreferrer nofollow" target="_blank">example.org/pisang</a></p>`;

const first = message(bayu, "Ngopi jam empat, siapa ikut?");
chat.feed(2).sync.timeline.apply(first);
const withReactions = [{ emoji: "👍", count: 1, user_ids: [rina.id] }, { emoji: "❤️", count: 12, user_ids: [me.id, rina.id] }];

const said = [
  ["first of its group", first],
  ["grouped", message(bayu, "Bawa teman juga boleh.", { reactions: withReactions })],
  ["mine, read", message(me, "Aku ikut!", { reply_to: first.id })],
  ["mine, not read", message(me, "Sekalian bawa pisang goreng 🍌", { edited_at: at(20) })],
  ["emoji only", message(rina, "☕🎉")],
  ["a long word", message(rina, `example.org/${"panjang".repeat(24)}`)],
  ["right to left", message(rina, "مرحبا، كيف حالك اليوم؟")],
  ["markup", message(rina, "…", { html: RICH })],
  ["of a deleted account", message(gone, "Sampai jumpa.")],
  ["answers a deleted one", message(me, "Yang mana?", { reply_to: 99 })],
];
const item = (content, facts) => ({ client_id: content, room_id: 2, content, reply_to: null, order: 1, state: "pending", error: null, ...facts });

const rows = [
  { kind: "day", key: "day", iso: at(0) },
  ...said.map(([key, message]) => ({ kind: "message", key, message, grouped: key === "grouped" || key === "mine, not read" })),
  { kind: "new", key: "new" },
  { kind: "message", key: "edited", message: message(me, "Sampai nanti, ya") },
  { kind: "pending", key: "p1", item: item("Masih di jalan"), grouped: false },
  { kind: "pending", key: "p2", item: item("Yang ini ditolak", { state: "failed", error: { code: "rate_limited", message: "" } }), grouped: true },
];
const verbs = { reply: () => {}, edit: () => {}, jump: () => {} };
// In a direct message people see what was read; the row being edited is the last but two.
const place = room(2, { type: "dm", peer: bayu, peer_read_seq: said[2][1].seq });

export const Messages = () => html`<div class="feed__list"><${RowList} rows=${rows} room=${place} verbs=${verbs} editing=${rows.at(-3).message.id} flash=${null} /></div>`;

/** One menu open in each; in the app opening one closes the others. */
export function Menus() {
  const box = useRef(null);
  useLayoutEffect(() => {
    [...box.current.querySelectorAll(".message__actions")].forEach((actions, number) => {
      const menus = actions.querySelectorAll("details");
      for (const menu of menus) menu.removeAttribute("name");
      menus[number ? menus.length - 1 : 0].open = true;
    });
  }, []);
  return html`<div class="guide__menus" ref=${box}>
    <${MessageActions} message=${first} mine=${false} verbs=${verbs} /><${MessageActions} message=${first} mine=${false} verbs=${verbs} />
    <${MessageActions} message=${said[2][1]} mine=${true} verbs=${verbs} /></div>`;
}
