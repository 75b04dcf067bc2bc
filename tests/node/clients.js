// What the conversations under Node share: REST on the server at NGOBROL_URL, and sockets that remember what they hear.
import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import { readFile } from "node:fs/promises";
import { after } from "node:test";
import { io } from "socket.io-client";

// Debian 12 has Node 18: without a global `crypto`, and without `import.meta.resolve`.
globalThis.crypto ??= webcrypto;
const CLIENT = new URL("node_modules/socket.io-client/build/esm-debug/index.js", import.meta.url).href;
export const SERVER = process.env.NGOBROL_URL;
export const ENOUGH = 45_000;
const sockets = [];
after(() => sockets.forEach((socket) => socket.disconnect()));

/** Has the socket end with the tests. */
export function kept(socket) {
  sockets.push(socket);
  return socket;
}

export const opened = (namespace, options) => kept(io(SERVER + namespace, { forceNew: true, ...options }));

/** The `data` of an answer that must be a success. */
export async function rest(method, path, token, body) {
  const headers = { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) };
  const options = { method, headers, body: method === "GET" ? undefined : JSON.stringify(body ?? {}) };
  const answer = await (await fetch(SERVER + path, options)).json();
  assert.ok(answer.success, `${method} ${path}: ${JSON.stringify(answer)}`);
  return answer.data;
}

let count = 0;

/** Somebody new, with a token. */
export async function person(name, password) {
  const username = `${name}-node-${process.pid}-${++count}`;
  const { token, user } = await rest("POST", "/api/register", null, { username, ...(password && { password }) });
  return { username, token, id: user.id };
}

/** What a socket hears: `hear(name, matches?)` takes the first such frame, now or when it comes. */
export function hearing(socket) {
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
  return { heard, hear };
}

/** What the client printed in a page of docs/ exports. */
export async function documented(page) {
  const document = await readFile(new URL(`../../docs/${page}`, import.meta.url), "utf8");
  const source = /^```js client\n(.*?)^```$/ms.exec(document)[1];
  const here = source.replace('"socket.io-client"', JSON.stringify(CLIENT));
  return import(`data:text/javascript,${encodeURIComponent(here)}`);
}

/** Return once something holds; `what` (a text, or what makes one at the end) says what never did. */
export async function until(holds, what, within = ENOUGH) {
  for (const end = Date.now() + within; !holds(); await new Promise((resolve) => setTimeout(resolve, 20))) {
    assert.ok(Date.now() < end, `still not: ${typeof what === "function" ? what() : what}`);
  }
}

/** Has the server killed and started again. */
export const restart = () => console.log("RESTART");
