// The documented clients of the lobby and of direct messages under Node, on the server at NGOBROL_URL.
import assert from "node:assert/strict";
import { test } from "node:test";
import { documented, ENOUGH, hearing, kept, opened, person, rest, restart, SERVER, until } from "./clients.js";

function connected(options) {
  const socket = opened("/", options);
  const ask = (event, payload) => socket.timeout(ENOUGH).emitWithAck(event, payload);
  return { socket, ask, ...hearing(socket) };
}

for (const transports of [["websocket"], ["polling"], ["polling", "websocket"]]) {
  test(`the lobby over ${transports.join(", then ")}`, async () => {
    const [ana, bo] = await Promise.all(["ana", "bo"].map((name) => person(name)));
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
  const { conversation } = await documented("contracts/direct.md");

  const [ana, bo] = await Promise.all(["ana", "bo"].map((name) => person(name)));
  const seen = [[], []];
  const chats = [
    await conversation(SERVER, ana.token, bo.id, (messages) => (seen[0] = messages)),
    await conversation(SERVER, bo.token, ana.id, (messages) => (seen[1] = messages)),
  ];
  chats.forEach(({ socket }) => kept(socket));
  const holds = (what) => until(what, () => JSON.stringify(seen));
  const texts = (messages) => messages.map(({ content }) => content).join();

  await holds(() => chats.every(({ socket }) => socket.connected));
  const answer = await chats[0].send("Halo!");
  assert.deepEqual(Object.keys(answer.data), ["id", "receiver_id", "content", "created_at"]);
  await holds(() => texts(seen[1]) === "Halo!" && seen[0][0]?.is_read);
  await chats[1].send("Hai!");
  await holds(() => seen.every((messages) => texts(messages) === "Halo!,Hai!"));

  const gone = chats.map(({ socket }) => new Promise((resolve) => socket.once("disconnect", resolve)));
  restart();
  await Promise.all(gone);
  await holds(() => chats.every(({ socket }) => socket.connected));
  await chats[0].send("masih ada?");
  await holds(() => seen.every((messages) => texts(messages) === "Halo!,Hai!,masih ada?"));
  await holds(() => seen[0][2].is_read);
  const list = await rest("GET", "/api/chats/", bo.token);
  assert.deepEqual(list.map(({ username, last_message }) => [username, last_message]), [[ana.username, "masih ada?"]]);
  assert.equal((await chats[0].send(" ")).error.code, "invalid");
});
