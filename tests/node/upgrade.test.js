// socket.io-client's way in, polling first and then a WebSocket, in the middle of a stream of messages.
import assert from "node:assert/strict";
import { test } from "node:test";
import { opened, person, rest } from "./clients.js";

const CLIENTS = 120;
const AT_ONCE = 6;

const connect = (token, options) => opened("/chat", { auth: { token }, reconnection: false, ...options });

const once = (emitter, name) => new Promise((resolve) => emitter.once(name, resolve));

/** One client's changes from its `ready` until some after the upgrade, and what it said and was answered meanwhile. */
async function upgraded(token, room, number) {
  const socket = connect(token, {});
  const changes = [];
  const order = [];
  socket.on("message_created", (frame) => {
    changes.push(frame.change);
    if (frame.message.client_id.startsWith(`own-${number}-`)) order.push(frame.message.client_id);
  });
  const isReady = once(socket, "ready");
  const isUpgraded = once(socket.io.engine, "upgrade");
  await isReady;
  const own = [];
  let done = false;
  isUpgraded.then(() => (done = true));
  for (let n = 0; n < 5 || (!done && n < 500); n++) {
    const client_id = `own-${number}-${n}`;
    const answer = socket.timeout(20_000).emitWithAck("send_message", { room_id: room, content: "x", client_id });
    own.push(answer.then(({ ok }) => (assert.ok(ok), order.push(`answer to ${client_id}`))));
    if (n % 3 === 2) await own.at(-1);
  }
  await isUpgraded;
  assert.equal(socket.io.engine.transport.name, "websocket");
  await Promise.all(own);
  const last = changes.at(-1);
  while (changes.at(-1) < last + 10) await once(socket, "message_created");
  socket.disconnect();
  return { changes, order, said: own.length };
}

test("nothing is lost, doubled or reordered by an upgrade", { timeout: 60_000 }, async () => {
  const { token } = await person("naik");
  const room = (await rest("POST", "/api/rooms", token, { type: "group", name: "Naik" })).id;
  const speaker = connect(token, { transports: ["websocket"] });
  await once(speaker, "ready");
  let talking = true;
  const stream = (async () => {
    for (let n = 0; talking; n++) {
      const answer = await speaker.emitWithAck("send_message", { room_id: room, content: `${n}`, client_id: `s-${n}` });
      assert.ok(answer.ok);
    }
  })();
  for (let number = 0; number < CLIENTS; number += AT_ONCE) {
    const some = Array.from({ length: AT_ONCE }, (_, n) => upgraded(token, room, number + n));
    for (const { changes, order, said } of await Promise.all(some)) {
      assert.deepEqual(changes, changes.map((_, n) => changes[0] + n));
      const ids = order.filter((one) => !one.startsWith("answer"));
      assert.equal(new Set(ids).size, said);
      assert.equal(order.length, 2 * said);
      for (const id of ids) assert.ok(order.indexOf(id) < order.indexOf(`answer to ${id}`), id);
    }
  }
  talking = false;
  await stream;
});
