import { html } from "htm/preact";
import { ChatContext } from "../js/ui/parts/chat-context.js";
import { RoomRow } from "../js/ui/list/room-row.js";
import { bayu, me, message, newChat, rina, room } from "./world.js";

const said = (sender, content) => ({ last_message: message(sender, content) });

const rooms = [
  room(11, { type: "lobby", name: null, share_id: null, member_count: 41, ...said(bayu, "Selamat pagi semua") }),
  room(12, { type: "dm", name: null, peer: bayu, unread: 3, ...said(bayu, "Sip, sampai nanti ☕") }),
  room(13, { type: "dm", name: null, peer: rina, ...said(me, "Resepnya sudah kukirim") }),
  room(14, { name: "Keluarga besar di Yogyakarta dan sekitarnya", unread: 100, ...said(rina, "Siapa yang pulang Lebaran tahun ini?") }),
  room(15, { name: "Futsal", ...said(bayu, "Jam tujuh") }),
  room(16, { name: "Arisan", ...said(rina, "Giliran siapa?") }),
  room(19, { name: "Jual beli", notifications: "nothing", unread: 7, ...said(rina, "Sepeda lipat, siapa mau?") }),
  room(17, { type: "support", name: null, share_id: null, ...said(me, "Tombolnya tidak jalan") }),
  room(18, { type: "dm", name: null, member_count: 1 }),
];

const world = newChat(rooms);
world.drafts.set(15, "Aku agak telat");
world.typingSeen.rooms.value = new Map([[16, [rina]]]);

/** The open room, unread ones, a muted one, a draft, somebody typing, long names, every type. */
export const RoomList = () => html`<${ChatContext.Provider} value=${world}><div class="guide__sidebar"><ul class="room-list">
  ${rooms.map((each) => html`<${RoomRow} key=${each.id} room=${each} here=${each.id === 13} />`)}</ul></div><//>`;
