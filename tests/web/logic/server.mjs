// A room as the server keeps it, by the rules of docs/protocol.md, small enough to be obviously right.
export const ME = { id: 1, username: "ani", display_name: "Ani", avatar: "/avatar/1.svg" };
export const YOU = { id: 2, username: "budi", display_name: "Budi", avatar: "/avatar/2.svg" };

const named = (content) => [ME, YOU].filter(({ username }) => content.includes(`@${username}`)).map(({ id }) => id);

export class FakeRoom {
  head = 0;
  messages = new Map();
  asked = [];

  constructor(id = 7) {
    this.id = id;
  }

  #frame(message) {
    message.changed = this.head;
    this.messages.set(message.id, message);
    return structuredClone(message);
  }

  post(content, sender = YOU, client_id = null) {
    const seq = ++this.head;
    const message = this.#frame({
      id: 100 + seq, room_id: this.id, seq, client_id, sender, content, html: null, mentions: named(content), message_type: "text", reply_to: null,
      reactions: [], attachments: [], created_at: new Date(1e12 + seq * 1000).toISOString(), edited_at: null, deleted: false,
    });
    return ["message_created", { room_id: this.id, change: seq, message }];
  }

  edit(id, content) {
    this.head += 1;
    const message = this.#frame({ ...this.messages.get(id), content, mentions: named(content), edited_at: "2026-01-01T00:00:00Z" });
    return ["message_changed", { room_id: this.id, change: this.head, message }];
  }

  delete(id) {
    this.head += 1;
    const { seq } = this.#frame({ ...this.messages.get(id), content: "", deleted: true });
    return ["message_deleted", { room_id: this.id, change: this.head, id, seq }];
  }

  history({ around_seq = null, before = Infinity, after, around, limit = 50 }) {
    const all = [...this.messages.values()].sort((a, b) => a.seq - b.seq);
    const page = (messages, has_more, more = {}) => ({ messages: structuredClone(messages), head: this.head, has_more, ...more });
    if (around && !this.messages.has(around)) throw { code: "message_not_found" };
    if (around || around_seq !== null) {
      const place = around_seq ?? this.messages.get(around).seq;
      const [older, newer] = [all.filter((m) => m.seq < place), all.filter((m) => m.seq >= place)];
      const half = limit / 2;
      return page([...older.slice(-half), ...newer.slice(0, half)], older.length > half, { has_newer: newer.length > half });
    }
    const found = all.filter((m) => m.id < before && m.id > (after ?? 0));
    return page(after ? found.slice(0, limit) : found.slice(-limit), found.length > limit);
  }

  changes({ after, after_id = 0, limit = 50 }) {
    const all = [...this.messages.values()]
      .filter((m) => m.changed > after || (m.changed === after && m.id > after_id && after_id))
      .sort((a, b) => a.changed - b.changed || a.id - b.id);
    const messages = structuredClone(all.slice(0, limit));
    const last = messages.at(-1);
    const has_more = all.length > limit;
    return { messages, head: this.head, has_more, next: has_more ? { after: last.changed, after_id: last.id } : null };
  }

  ask = async (command, payload) => {
    this.asked.push(command);
    await null;
    const answer = this[command](payload);
    await null;
    return answer;
  };

  /** What a fresh load of everything would show. */
  truth() {
    return [...this.messages.values()].sort((a, b) => a.seq - b.seq).map((m) => [m.id, m.content, m.deleted]);
  }

  summary(extra = {}) {
    return { id: this.id, type: "group", name: "Kebun", head: this.head, member_count: 2, unread: 0, last_read_seq: 0, mention_seq: null, peer_read_seq: null,
      last_message: null, created_at: "2026-01-01T00:00:00Z", ...extra };
  }
}

export const shown = (timeline) => timeline.messages.map((m) => [m.id, m.content, m.deleted]);

/** Lets every waiting promise run. */
export const settle = () => new Promise((resolve) => setImmediate(resolve));

export function memory(entries = {}) {
  const map = new Map(Object.entries(entries));
  return {
    get length() { return map.size; },
    key: (index) => [...map.keys()][index],
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, value) => void map.set(key, String(value)),
    removeItem: (key) => void map.delete(key),
  };
}
