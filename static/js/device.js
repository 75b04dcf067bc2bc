import { effect } from "@preact/signals-core";
import { boot } from "./core/boot.js";
import { navigate } from "./core/router.js";
import { startWorker } from "./net/worker.js";

/** Ties the app to the device beyond its page. @param {import("./store/chat.js").Chat} chat */
export function settleIn(chat) {
  const lookForRelease = startWorker({ release: boot.release, locale: boot.locale, open: navigate });
  let online = true;
  effect(() => {
    const now = chat.connection.value === "online";
    // A server that comes back may be a newer one.
    if (now && !online) lookForRelease();
    online = now;
  });
}
