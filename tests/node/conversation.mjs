// Two people talk over /chat with the stock socket.io-client: node conversation.mjs URL TOKEN TOKEN ROOM
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { io } from "socket.io-client";

const [url, ...rest] = process.argv.slice(2);
const room_id = Number(rest.pop());
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

/** Tells the test where we are and waits until it goes on. */
async function report(step) {
  console.log(step);
  await lines.next();
}

function enter(token) {
  const socket = io(`${url}/chat`, { auth: { token }, forceNew: true, reconnectionDelay: 100, reconnectionDelayMax: 300 });
  const heard = [];
  socket.on("message_created", (frame) => heard.push(frame));
  const ask = async (command, payload) => {
    const answer = await socket.timeout(10_000).emitWithAck(command, payload);
    if (!answer.ok) throw answer.error;
    return answer.data;
  };
  return { socket, heard, ask, say: (content, client_id = randomUUID()) => ask("send_message", { room_id, content, client_id }) };
}

const hearing = async ({ socket, heard }, count) => {
  while (heard.length < count) await once(socket, "message_created");
};

const [ana, budi] = rest.map(enter);
const welcome = await Promise.all([ana, budi].map(async ({ socket }) => (await once(socket, "ready"))[0]));
const cursor = welcome[0].rooms.find((room) => room.id === room_id).head;

const spoken = [];
for (const [who, text] of [[ana, "halo"], [budi, "hai"], [ana, "apa kabar?"]]) spoken.push(await who.say(text));
await Promise.all([hearing(ana, 3), hearing(budi, 3)]);
assert.deepEqual(ana.heard.map((frame) => frame.message), spoken);
assert.deepEqual(budi.heard, ana.heard);
assert.deepEqual(spoken.map((message) => message.seq), [1, 2, 3].map((step) => cursor + step));

const typing = once(budi.socket, "typing");
await ana.ask("typing", { room_id, is_typing: true });
assert.equal((await typing)[0].user.id, welcome[0].user.id);

const changed = once(budi.socket, "message_changed");
await ana.ask("edit_message", { message_id: spoken[0].id, content: "halo!" });
assert.equal((await changed)[0].message.content, "halo!");
await assert.rejects(budi.ask("delete_message", { message_id: spoken[0].id }), { code: "forbidden" });

const client_id = randomUUID();
const first = await ana.say("sekali saja", client_id);
const back = [ana, budi].map(({ socket }) => once(socket, "ready"));
await report("kill and restart");
await Promise.all(back);
const again = await ana.say("sekali saja", client_id);
assert.equal(again.id, first.id);
assert.equal(again.duplicate, true);
await budi.say("masih di sini");

const missed = await budi.ask("changes", { room_id, after: cursor });
const fresh = await ana.ask("history", { room_id });
assert.deepEqual(missed.messages.toSorted((a, b) => a.seq - b.seq), fresh.messages.slice(-missed.messages.length));
assert.deepEqual(fresh.messages.map((message) => message.content).slice(-5), ["halo!", "hai", "apa kabar?", "sekali saja", "masih di sini"]);
console.log("done");
for (const { socket } of [ana, budi]) socket.disconnect();
process.exit(0);
