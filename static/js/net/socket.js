import { io } from "socket.io-client";

const ACK_WITHIN = 10_000;
const AGAIN_AFTER = 2_000;
export const FRAMES = [
  "ready", "message_created", "message_changed", "message_deleted", "room_read", "typing", "presence", "room_updated",
  "member_joined", "member_left", "user_updated", "me_updated", "session_ended", "support_updated",
];

/**
 * The page's only connection to `/chat`, kept up for as long as the page lives.
 * @param {{frame: (name: string, payload: any) => void, up: () => void, down: () => void, refused: (fault: any) => void}} on
 *   `up`: connected, `ready` follows; `refused`: the server doesn't want this session any more
 */
export function connect(on) {
  const socket = io("/chat", {
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    reconnectionDelay: 500,
    reconnectionDelayMax: 5_000,
    randomizationFactor: 0.5,
    timeout: ACK_WITHIN,
  });
  // The library doesn't reconnect by itself when the server ended or refused the connection.
  const again = () => setTimeout(() => socket.connect(), AGAIN_AFTER * (0.75 + Math.random() / 2));
  socket.on("connect", on.up);
  socket.on("disconnect", (reason) => {
    on.down();
    if (reason === "io server disconnect") again();
  });
  socket.on("connect_error", (error) => {
    on.down();
    if (error.data?.code === "unauthenticated") on.refused(error.data);
    else if (!socket.active) again();
  });
  for (const name of FRAMES) socket.on(name, (payload) => on.frame(name, payload));
  const dial = () => void socket.disconnect().connect();
  // When the network or the reader is back, connect at once and not at the library's next try.
  const hurry = () => socket.connected || dial();
  globalThis.addEventListener?.("online", hurry);
  return { ask: asker(socket, dial), hurry, close: () => socket.disconnect() };
}

/**
 * @param {() => void} dial connects anew
 * @returns {import("../types.js").Ask} rejects with the error object, or code `offline` or `timeout`
 */
function asker(socket, dial) {
  let heardAt = 0;
  for (const sign of ["packet", "ping"]) socket.io.on(sign, () => (heardAt = Date.now()));
  return async (command, payload, timeout = ACK_WITHIN) => {
    // The library would send the command later. Ours are repeated by their senders, or out of date by then.
    if (!socket.connected) throw { code: "offline", message: "" };
    const askedAt = Date.now();
    let answer;
    try {
      answer = await socket.timeout(timeout).emitWithAck(command, payload);
    } catch {
      // Nothing came all that time: the connection is dead, which the library would notice only later.
      if (socket.connected && heardAt < askedAt) dial();
      throw { code: socket.connected ? "timeout" : "offline", message: "" };
    }
    if (!answer.ok) throw answer.error;
    return answer.data;
  };
}
