import { safeStorage } from "../js/core/storage.js";
import { Chat } from "../js/store/chat.js";

// A chat that talks to nobody: the store is the app's own, only what it would hear from a server is made up.

const NOON = Date.now() - 3_600_000;
const HUES = [24, 216, 88, 336];

/** A moment, in minutes after an hour ago. */
export const at = (minutes) => new Date(NOON + minutes * 60_000).toISOString();

const face = (id, name) =>
  `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="hsl(${HUES[id % HUES.length]} 45% 33%)"/><text x="32" y="32" dy=".35em" text-anchor="middle" fill="#fffaf3" font-size="28" font-family="Roboto, Arial, sans-serif">${name[0]}</text></svg>`,
  )}`;

const person = (id, username, display_name, marks = {}) => ({
  id, username, display_name, avatar: face(id, display_name), country: null, role: "user", is_online: false, verified: false, ...marks,
});

export const me = person(1, "sari", "Sari Rahayu", { verified: true });
export const bayu = person(2, "bayu", "Bayu");
export const rina = person(3, "rina", "Rina Kusumawardhani Prameswari", { role: "admin", verified: true });
export const gone = person(4, "deleted", "deleted");

let last = 100;

/** A message in the group, as the protocol has it. */
export function message(sender, content, facts = {}) {
  last += 1;
  return {
    id: last, room_id: 2, seq: last, changed: last, client_id: null, sender, content, html: null, message_type: "text", reply_to: null, mentions: [],
    reactions: [], attachments: [], created_at: at(last - 100), edited_at: null, deleted: false, ...facts,
  };
}

/** A room as the protocol has it. */
export const room = (id, facts = {}) => ({
  id, type: "group", name: "Kopi Kamis", head: 1, member_count: 5, invite_only: false, share_id: String(id), peer: null, created_by: bayu.id,
  created_at: at(0), updated_at: at(0), unread: 0, last_read_seq: 0, mention_seq: null, peer_read_seq: null, notifications: "all", role: "member",
  can: ["post", "invite", "leave"], last_message: null, ...facts,
});

const refusal = { code: "invalid", message: "Some fields are not valid.", fields: {} };

/** A chat of its own for what shows a state that others must not have. */
export function newChat(rooms = []) {
  const made = new Chat({
    me,
    ask: () => new Promise(() => {}),
    rest: async (method) => {
      throw method === "GET" ? { code: "offline", message: "" } : refusal;
    },
    storage: safeStorage(undefined),
    isAttentive: () => false,
  });
  made.receive("ready", { user: me, rooms, online: [me.id, bayu.id] });
  return made;
}

export const chat = newChat([room(2)]);
