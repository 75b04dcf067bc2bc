// The documented clients of the lobby and of direct messages under Node, on the server at NGOBROL_URL.
// It prints RESTART when it wants that server killed and started again.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, test } from "node:test";
import { io } from "socket.io-client";

const CLIENT = new URL("node_modules/socket.io-client/build/esm-debug/index.js", import.meta.url).href;
const URL_ = process.env.NGOBROL_URL;
const ENOUGH = 20_000;
const sockets = [];
after(() => sockets.forEach((socket) => socket.disconnect()));

async function rest(method, path, token, body) {
  const headers = { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) };
  const answer = await fetch(URL_ + path, { method, headers, body: body && JSON.stringify(body) });
  return answer.json();
}

let count = 0;

async function person(name) {
  const username = `${name}-kontrak-${++count}`;
  const { data } = await rest("POST", "/api/login", null, { username });
  return { username, token: data.token, id: data.user.id };
}

/** A connection that remembers what it hears. */
function connected(options) {
  const socket = io(URL_, { forceNew: true, reconnectionDelay: 50, ...options });
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
  const ask = (event, payload) => socket.timeout(ENOUGH).emitWithAck(event, payload);
  return { socket, hear, heard, ask };
}

for (const transports of [["websocket"], ["polling"], ["polling", "websocket"]]) {
  test(`the lobby over ${transports.join(", then ")}`, async () => {
    const [ana, bo] = await Promise.all(["ana", "bo"].map(person));
    const [a, b, outsider] = [connected({ transports }), connected({ transports }), connected({ transports })];
    a.socket.emit("join", { username: ana.username });
    assert.ok((await a.hear("online_users")).includes(ana.username));
    b.socket.emit("join", { username: bo.username, token: bo.token });
    await a.hear("user_joined", ({ username }) => username === bo.username);
    a.socket.emit("new_message", { token: ana.token, username: ana.username, content: "Halo semua!" });
    const message = await b.hear("new_message", ({ username }) => username === ana.username);
    assert.deepEqual(await a.hear("new_message", ({ id }) => id === message.id), message);
    a.socket.emit("edit_message", { token: ana.token, message_id: message.id, content: "Halo!" });
    assert.equal((await b.hear("message_edited", ({ id }) => id === message.id)).content, "Halo!");
    b.socket.emit("delete_message", { token: bo.token, id: message.id });
    assert.equal((await b.hear("error")).type, "UnauthorizedAccessException");
    a.socket.emit("delete_message", { token: ana.token, id: message.id });
    assert.deepEqual(await b.hear("message_deleted"), { id: message.id });
    b.socket.emit("leave", { username: bo.username });
    await a.hear("user_left", ({ username }) => username === bo.username);
    assert.equal((await outsider.ask("leave", {})).error.code, "unauthenticated");
    assert.deepEqual(outsider.heard, []);
  });
}

test("a bad token is refused with an error object", async () => {
  for (const token of ["", null, "a.b.c"]) {
    const { socket } = connected({ auth: { token } });
    const error = await new Promise((resolve) => socket.on("connect_error", resolve));
    assert.equal(error.data.code, "unauthenticated");
    assert.equal(socket.active, false);
  }
});

test("the client of docs/contracts/direct.md, over a server that is killed in between", async () => {
  const document = await readFile(new URL("../../docs/contracts/direct.md", import.meta.url), "utf8");
  const source = /^```js client\n(.*?)^```$/ms.exec(document)[1];
  const here = source.replace('"socket.io-client"', JSON.stringify(CLIENT));
  const { conversation } = await import(`data:text/javascript,${encodeURIComponent(here)}`);

  const [ana, bo] = await Promise.all(["ana", "bo"].map(person));
  const seen = [[], []];
  const chats = [
    await conversation(URL_, ana.token, bo.id, (messages) => (seen[0] = messages)),
    await conversation(URL_, bo.token, ana.id, (messages) => (seen[1] = messages)),
  ];
  sockets.push(...chats.map(({ socket }) => socket));
  const until = async (holds) => {
    for (const end = Date.now() + ENOUGH; !holds(); await new Promise((resolve) => setTimeout(resolve, 20))) {
      assert.ok(Date.now() < end, JSON.stringify(seen));
    }
  };
  const texts = (messages) => messages.map(({ content }) => content).join();

  await until(() => chats.every(({ socket }) => socket.connected));
  const answer = await chats[0].send("Halo!");
  assert.deepEqual(Object.keys(answer.data), ["id", "receiver_id", "content", "created_at"]);
  await until(() => texts(seen[1]) === "Halo!" && seen[0][0]?.is_read);
  await chats[1].send("Hai!");
  await until(() => seen.every((messages) => texts(messages) === "Halo!,Hai!"));

  const gone = chats.map(({ socket }) => new Promise((resolve) => socket.once("disconnect", resolve)));
  console.log("RESTART");
  await Promise.all(gone);
  await until(() => chats.every(({ socket }) => socket.connected));
  await chats[0].send("masih ada?");
  await until(() => seen.every((messages) => texts(messages) === "Halo!,Hai!,masih ada?"));
  await until(() => seen[0][2].is_read);
  const list = (await rest("GET", "/api/chats/", bo.token)).data;
  assert.deepEqual(list.map(({ username, last_message }) => [username, last_message]), [[ana.username, "masih ada?"]]);
  assert.equal((await chats[0].send(" ")).error.code, "invalid");
});
