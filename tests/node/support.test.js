// The support contract's documented clients under Node, on the server at NGOBROL_URL.
import assert from "node:assert/strict";
import { test } from "node:test";
import { documented, kept, opened, person, rest, SERVER, until } from "./clients.js";

const PASSWORD = "rahasia sekali";

async function admin() {
  const made = await person("adm", PASSWORD);
  const boss = await rest("POST", "/api/login", null, { username: "admin", password: process.env.ADMIN_PASSWORD });
  await rest("PATCH", `/api/users/${made.id}`, boss.token, { role: "admin" });
  return made;
}

/** The React component of the contract's document, without React: what it does, in its order. */
function component(userToken, isAdmin = false) {
  const state = { messages: [], isTyping: false, rooms: [], notifications: [] };
  const socket = opened("/", { auth: { token: userToken } });
  if (isAdmin) socket.emit("get_active_rooms");
  else socket.emit("join_chat", {});
  socket.on("joined_room", (data) => (state.messages = data.messages));
  socket.on("new_message", (message) => (state.messages = [...state.messages, message]));
  socket.on("user_typing", (data) => (state.isTyping = data.isTyping));
  socket.on("active_rooms", (rooms) => (state.rooms = rooms));
  socket.on("admin_notification", (one) => state.notifications.push(one));
  return {
    state,
    joinRoom: (roomId) => socket.emit("join_chat", { roomId }),
    sendMessage: (text) => socket.emit("send_message", { message: text.trim() }),
    handleTyping: (text) => socket.emit("typing", { isTyping: text.length > 0 }),
  };
}

const said = ({ messages }) => messages.map(({ message, sender_type }) => [sender_type, message]);

test("the document's component, at both sides of the desk", async () => {
  const [siti, boss] = await Promise.all([person("siti", PASSWORD), admin()]);
  const user = component(siti.token);
  const { room } = await rest("GET", "/api/chat/room", siti.token);
  const desk = component(boss.token, true);
  await until(() => desk.state.rooms.some(({ id }) => id === room.id), "the admin sees the room");

  user.handleTyping("T");
  user.sendMessage(" Tolong ");
  await until(() => user.state.messages.length === 1, "the sender sees it");
  await until(
    () => desk.state.notifications.some(({ type, roomId }) => type === "new_message" && roomId === room.id),
    "the admin is notified",
  );
  desk.joinRoom(room.id);
  await until(() => desk.state.messages.length === 1, "the admin has the history");
  desk.handleTyping("Y");
  await until(() => user.state.isTyping, "the user sees that the admin types");
  desk.sendMessage("Ya?");
  await until(() => user.state.messages.length === 2 && desk.state.messages.length === 2, "both see the answer");
  assert.deepEqual(said(user.state), [["user", "Tolong"], ["admin", "Ya?"]]);
  assert.deepEqual(user.state.messages[1], desk.state.messages[1]);
});

test("the client of docs/contracts/support.md", async () => {
  const { support } = await documented("contracts/support.md");

  const [siti, boss] = await Promise.all([person("siti", PASSWORD), admin()]);
  let changes = 0;
  const chat = support(SERVER, siti.token, () => (changes += 1));
  kept(chat.socket);
  const sent = await chat.send("Halo");
  assert.ok(sent.ok, JSON.stringify(sent));
  await until(() => chat.state.messages.length === 1, "the message is shown");
  const desk = component(boss.token, true);
  desk.joinRoom(sent.data.room_id);
  await until(() => desk.state.messages.length === 1, "the admin has it");
  desk.handleTyping("Y");
  await until(() => chat.state.typing === boss.username, "it shows who types");
  desk.sendMessage("Ya?");
  await until(() => chat.state.messages.length === 2 && chat.state.typing === null, "it shows the answer");
  chat.read();
  assert.ok(changes >= 3);
});
