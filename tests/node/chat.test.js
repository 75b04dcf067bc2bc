// socket.io-client under Node holds whole conversations on `/chat` of the server at NGOBROL_URL.
import assert from "node:assert/strict";
import { test } from "node:test";
import { documented, ENOUGH, hearing, kept, opened, person, rest, restart, SERVER, until } from "./clients.js";

/** A connection that has heard `ready`. */
async function connected(token, options = {}) {
  const socket = opened("/chat", { auth: { token }, ...options });
  const { heard, hear } = hearing(socket);
  const ask = async (command, payload) => {
    const answer = await socket.timeout(ENOUGH).emitWithAck(command, payload);
    assert.ok(answer.ok, `${command}: ${JSON.stringify(answer.error)}`);
    return answer.data;
  };
  const ready = await hear("ready");
  return { socket, hear, heard, ask, ready };
}

async function group(owner, ...others) {
  const room = await rest("POST", "/api/rooms", owner.token, { type: "group", name: "Kopi" });
  for (const other of others) await rest("POST", `/api/rooms/${room.id}/join`, other.token);
  return room.id;
}

for (const transports of [["websocket"], ["polling"], ["polling", "websocket"]]) {
  test(`a conversation over ${transports.join(", then ")}`, async () => {
    const [ana, bo, eve] = await Promise.all(["ana", "bo", "eve"].map((name) => person(name)));
    const room_id = await group(ana, bo);
    const [a, b, e] = await Promise.all([ana, bo, eve].map(({ token }) => connected(token, { transports })));
    assert.equal(a.ready.protocol, 1);
    assert.ok(b.ready.rooms.some((room) => room.id === room_id));
    assert.ok(!e.ready.rooms.some((room) => room.id === room_id));

    const message = await a.ask("send_message", { room_id, content: "Halo *bo*", client_id: "n1" });
    assert.deepEqual((await b.hear("message_created")).message, message);
    const again = await a.ask("send_message", { room_id, content: "Halo *bo*", client_id: "n1" });
    assert.deepEqual(again, { ...message, duplicate: true });

    await b.ask("typing", { room_id, is_typing: true });
    assert.equal((await a.hear("typing")).user.username, bo.username);
    await b.ask("react", { message_id: message.id, emoji: "👍", on: true });
    assert.equal((await a.hear("message_changed")).message.reactions[0].count, 1);
    await b.ask("mark_read", { room_id, seq: message.seq });
    assert.equal((await b.hear("room_read")).unread, 0);
    const edited = await a.ask("edit_message", { message_id: message.id, content: "Halo" });
    assert.deepEqual((await b.hear("message_changed", ({ change }) => change === edited.changed)).message, edited);
    assert.deepEqual((await b.ask("history", { room_id })).messages, [edited]);
    await a.ask("delete_message", { message_id: message.id });
    assert.deepEqual(await b.hear("message_deleted"), { room_id, change: 4, id: message.id, seq: 1 });
    assert.equal((await b.ask("changes", { room_id, after: 3 })).messages[0].deleted, true);

    a.socket.emit("send_message", { room_id, content: "" });
    assert.equal((await a.hear("error")).code, "invalid");
    const refused = await e.socket.timeout(ENOUGH).emitWithAck("history", { room_id });
    assert.equal(refused.error.code, "room_not_found");
    assert.deepEqual(e.heard.filter(([name]) => name !== "presence"), []);

    await rest("POST", "/api/logout", bo.token);
    assert.deepEqual(await b.hear("session_ended"), { reason: "logout" });
    await a.hear("presence", ({ user_id, is_online }) => user_id === bo.id && !is_online);
  });
}

test("a bad token is refused with an error object", async () => {
  const socket = opened("/chat", { auth: { token: "a.b.c" } });
  const error = await new Promise((resolve) => socket.on("connect_error", resolve));
  assert.equal(error.data.code, "unauthenticated");
  assert.equal(error.message, error.data.message);
  assert.equal(socket.active, false);
});

test("the client of docs/protocol.md dials again when it was refused for the server's own trouble", async () => {
  const { Chat } = await documented("protocol.md");
  const ana = await person("ana");
  const chat = new Chat(SERVER, ana.token);
  await chat.ready;
  chat.socket.disconnect();
  assert.equal(chat.socket.active, false);
  for (const refused of chat.socket.listeners("connect_error")) refused({ data: { code: "internal" } });
  await until(() => chat.socket.connected);
  chat.socket.disconnect();
  for (const refused of chat.socket.listeners("connect_error")) refused({ data: { code: "unauthenticated" } });
  assert.equal(chat.socket.active, false);
});

test("the client of docs/protocol.md, over a server that is killed in between", async () => {
  const { Chat } = await documented("protocol.md");

  const [ana, bo] = await Promise.all(["ana", "bo"].map((name) => person(name)));
  const room_id = await group(ana, bo);
  const chats = [new Chat(SERVER, ana.token), new Chat(SERVER, bo.token)];
  chats.forEach(({ socket }) => kept(socket));
  await Promise.all(chats.map((chat) => chat.ready));
  const texts = (chat) => chat.messages(room_id).map(({ content }) => content);
  const holds = (what) => until(what, () => JSON.stringify(chats.map(texts)), 2 * ENOUGH);

  const first = Array.from({ length: 120 }, (_, number) => `sebelum ${number}`);
  await Promise.all(first.map((text) => chats[0].send(room_id, text)));
  await holds(() => chats.every((chat) => texts(chat).length === 120));
  assert.deepEqual(texts(chats[1]), first);

  const gone = chats.map(({ socket }) => new Promise((resolve) => socket.once("disconnect", resolve)));
  restart();
  await Promise.all(gone);
  const during = ["di tengah 1", "di tengah 2"];
  for (const text of during) await chats[1].send(room_id, text);
  const { id } = chats[1].messages(room_id)[7];
  await chats[0].ask("delete_message", { message_id: id });
  const wanted = [...first.filter((_, number) => number !== 7), ...during];
  await holds(() => chats.every((chat) => texts(chat).join() === wanted.join()));

  const late = new Chat(SERVER, ana.token);
  kept(late.socket);
  await late.ready;
  assert.deepEqual(texts(late), wanted.slice(-50));
  assert.equal(late.rooms.get(room_id).cursor, chats[1].rooms.get(room_id).cursor);

  const refused = new Chat(SERVER, "nonsense");
  await assert.rejects(refused.ready, { code: "unauthenticated" });
});
