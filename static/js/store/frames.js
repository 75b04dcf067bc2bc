/** What each frame of docs/protocol.md does to the app's state. @type {Object<string, (chat: import("./chat.js").Chat, payload: any) => void>} */
export const frames = {
  message_created(chat, { room_id, change, message }) {
    const mine = message.sender.id === chat.me.peek().id;
    put(chat, room_id, { kind: "created", change, message }, (timeline) => timeline.apply(message));
    chat.typingSeen.update(room_id, message.sender, false);
    if (mine && message.client_id) chat.outbox.stored(message);
    if (!mine) for (const listener of chat.listeners) listener(message);
  },
  message_changed(chat, { room_id, change, message }) {
    put(chat, room_id, { kind: "changed", change, message }, (timeline) => timeline.apply(message));
  },
  message_deleted(chat, { room_id, change, id, seq }) {
    put(chat, room_id, { kind: "deleted", change, id, seq }, (timeline) => timeline.remove(id, change));
  },
  room_read(chat, { room_id, user_id, seq, unread }) {
    if (user_id === chat.me.peek().id) return chat.marked({ room_id, seq, unread });
    const room = chat.rooms.map.peek().get(room_id);
    // In a support room the user sees how far any admin has read, and admins how far the user has.
    const other = room?.type === "dm" || (room?.type === "support" && (!room.peer || room.peer.id === user_id));
    if (other && seq > (room.peer_read_seq ?? 0)) chat.rooms.put({ id: room_id, peer_read_seq: seq });
  },
  typing(chat, { room_id, user, is_typing }) {
    if (user.id !== chat.me.peek().id) chat.typingSeen.update(room_id, user, is_typing);
  },
  presence(chat, { user_id, is_online }) {
    chat.people.presence(user_id, is_online);
  },
  room_updated(chat, { room: { head, ...room } }) {
    const whole = "last_message" in room;
    chat.rooms.put(whole ? { ...room, head } : room);
    // A bare head says that many messages changed at once (an erased account).
    if (head !== undefined && !whole) chat.rooms.refresh(room.id);
    if (head !== undefined) chat.feeds.get(room.id)?.sync.behind(head);
  },
  member_joined(chat, { room_id, user, member_count }) {
    chat.rooms.member(room_id, user.id, member_count, user);
  },
  member_left(chat, { room_id, user_id, member_count }) {
    if (user_id !== chat.me.peek().id) return chat.rooms.member(room_id, user_id, member_count);
    chat.rooms.remove(room_id);
    chat.feeds.delete(room_id);
  },
  user_updated(chat, { user }) {
    chat.people.update(user);
    chat.rooms.person(user);
    const me = chat.me.peek();
    if (user.id === me.id) chat.me.value = { ...me, ...user };
  },
  me_updated(chat, { user }) {
    chat.me.value = { ...chat.me.peek(), ...user };
  },
  session_ended(chat) {
    chat.end();
  },
};

function put(chat, room_id, change, apply) {
  chat.rooms.change(room_id, change);
  chat.feeds.get(room_id)?.sync.take({ change: change.change, apply });
}
