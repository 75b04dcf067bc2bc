import { pageStorage } from "./storage.js";

// Whatever the app keeps of a person in a browser is removed when they sign out. The server asks for that with a header
// (Clear-Site-Data), but browsers ignore it over plain HTTP, and a session may have ended while this browser was closed.

const OURS = "ngobrol";
/** Which emoji somebody liked, by the language they looked for them in. */
const LIKED = ["emoji-picker-element-id", "emoji-picker-element-en"];

/** Removes what this browser keeps of whoever was signed in: what they wrote and didn't send, what they liked. */
async function removeEverything() {
  const storage = pageStorage();
  for (const key of storage.keys(`${OURS}:`)) storage.remove(key);
  try {
    globalThis.sessionStorage.clear();
  } catch {
    // Refused by the browser: then nothing is kept there.
  }
  emptyDatabase(OURS);
  for (const name of LIKED) globalThis.indexedDB?.deleteDatabase(name);
  const worker = await navigator.serviceWorker?.getRegistration().catch(() => undefined);
  for (const notice of (await worker?.getNotifications()) ?? []) notice.close();
}

/** On a page that the server made for nobody: tidies up after whoever was here, and has other tabs look again. */
export function forgetPerson() {
  removeEverything();
  if (globalThis.BroadcastChannel) new BroadcastChannel("ngobrol:signed-out").postMessage(null);
}

// Emptied, not deleted: that would wait for the other tabs that have it open.
function emptyDatabase(name) {
  const opening = globalThis.indexedDB?.open(name);
  if (!opening) return;
  opening.onupgradeneeded = () => opening.transaction.abort(); // there was none
  opening.onsuccess = () => {
    const database = opening.result;
    const stores = [...database.objectStoreNames];
    if (!stores.length) return database.close();
    const emptying = database.transaction(stores, "readwrite");
    for (const store of stores) emptying.objectStore(store).clear();
    emptying.oncomplete = () => database.close();
    return undefined;
  };
}
