// socket.io-client under Node holds whole conversations on `/chat` of the server at NGOBROL_URL.
import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import { readFile } from "node:fs/promises";
import { after, test } from "node:test";
import { io } from "socket.io-client";

// Debian 12 has Node 18: without a global `crypto`, and without `import.meta.resolve`.
globalThis.crypto ??= webcrypto;
const CLIENT = new URL("node_modules/socket.io-client/build/esm-debug/index.js", import.meta.url).href;
const URL_ = process.env.NGOBROL_URL;
const ENOUGH = 20_000;
const sockets = [];
after(() => sockets.forEach((socket) => socket.disconnect()));

async function rest(method, path, token, body) {
  const headers = { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) };
  const answer = await (await fetch(URL_ + path, { method, headers, body: JSON.stringify(body ?? {}) })).json();
  assert.ok(answer.success, `${method} ${path}: ${JSON.stringify(answer)}`);
  return answer.data;
}

let count = 0;

/** Somebody new, with a token. */
async function person(name) {
  const username = `${name}-node-${++count}`;
  return { username, ...(await rest("POST", "/api/register", null, { username })) };
}

/** A connection that remembers what it hears. */
async function connected(token, options = {}) {
  const socket = io(`${URL_}/chat`, { auth: { token }, forceNew: true, ...options });
  sockets.push(socket);
  const heard = [];
  const waiting = new Set();
  socket.onAny((name, payload) => {
    heard.push([name, payload]);
    for (const look of waiting) look();
  });
  const hear = (name, matches = () => true) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no ${name}; heard ${heard.map(([n]) => n)}`)), ENOUGH);
      const look = () => {
        const at = heard.findIndex(([n, payload]) => n === name && matches(payload));
        if (at < 0) return;
        clearTimeout(timer);
        waiting.delete(look);
        resolve(heard.splice(at, 1)[0][1]);
      };
      waiting.add(look);
      look();
    });
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
    const [ana, bo, eve] = await Promise.all(["ana", "bo", "eve"].map(person));
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
    await a.hear("presence", ({ user_id, is_online }) => user_id === bo.user.id && !is_online);
  });
}

test("a bad token is refused with an error object", async () => {
  const socket = io(`${URL_}/chat`, { auth: { token: "a.b.c" }, forceNew: true });
  sockets.push(socket);
  const error = await new Promise((resolve) => socket.on("connect_error", resolve));
  assert.equal(error.data.code, "unauthenticated");
  assert.equal(error.message, error.data.message);
  assert.equal(socket.active, false);
});

test("the client of docs/protocol.md, over a server that is killed in between", async () => {
  const document = await readFile(new URL("../../docs/protocol.md", import.meta.url), "utf8");
  const source = /^```js client\n(.*?)^```$/ms.exec(document)[1];
  const here = source.replace('"socket.io-client"', JSON.stringify(CLIENT));
  const { Chat } = await import(`data:text/javascript,${encodeURIComponent(here)}`);

  const [ana, bo] = await Promise.all(["ana", "bo"].map(person));
  const room_id = await group(ana, bo);
  const chats = [new Chat(URL_, ana.token), new Chat(URL_, bo.token)];
  sockets.push(...chats.map((chat) => chat.socket));
  await Promise.all(chats.map((chat) => chat.ready));
  const texts = (chat) => chat.messages(room_id).map(({ content }) => content);
  const until = async (holds) => {
    for (const end = Date.now() + 2 * ENOUGH; !holds(); await new Promise((resolve) => setTimeout(resolve, 20))) {
      assert.ok(Date.now() < end, JSON.stringify(chats.map(texts)));
    }
  };

  const first = Array.from({ length: 120 }, (_, number) => `sebelum ${number}`);
  await Promise.all(first.map((text) => chats[0].send(room_id, text)));
  await until(() => chats.every((chat) => texts(chat).length === 120));
  assert.deepEqual(texts(chats[1]), first);

  const gone = chats.map(({ socket }) => new Promise((resolve) => socket.once("disconnect", resolve)));
  console.log("RESTART");
  await Promise.all(gone);
  const during = ["di tengah 1", "di tengah 2"];
  for (const text of during) await chats[1].send(room_id, text);
  const { id } = chats[1].messages(room_id)[7];
  await chats[0].ask("delete_message", { message_id: id });
  const wanted = [...first.filter((_, number) => number !== 7), ...during];
  await until(() => chats.every((chat) => texts(chat).join() === wanted.join()));

  const late = new Chat(URL_, ana.token);
  sockets.push(late.socket);
  await late.ready;
  assert.deepEqual(texts(late), wanted.slice(-50));
  assert.equal(late.rooms.get(room_id).cursor, chats[1].rooms.get(room_id).cursor);

  const refused = new Chat(URL_, "nonsense");
  await assert.rejects(refused.ready, { code: "unauthenticated" });
});
