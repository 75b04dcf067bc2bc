/* global RELEASE, SHELL, OFFLINE: the server writes them above */

// Keeps what the app is made of and nothing of what anybody says: styles, scripts and icons by the hash in their address, and
// the page for when the server can't be reached. All else, each page among it, comes from the network as without a worker.

const PREFIX = "shell-";
const NAME = PREFIX + RELEASE;
/** Windows that show the app: they can be told to open a room. */
const APP = /^\/(dashboard|my-rooms|room\/\d+)\/?$/;
/** Who goes there takes along what this device shows of them. */
const LEAVING = new Set(["/logout", "/account/delete"]);
/** What a proxy says while there is nobody behind it. */
const NOBODY = new Set([502, 504]);

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(takeOver()));
addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (origin !== location.origin) return;
  // Who may sign the reader out is judged by where the request comes from, which a worker in between could blur.
  if (LEAVING.has(pathname)) return method === "POST" && event.waitUntil(forget());
  if (method !== "GET") return;
  if (mode === "navigate") event.respondWith(page(event));
  else if (pathname.startsWith("/static/")) event.respondWith(part(event.request));
});
addEventListener("message", (event) => {
  if (event.data.look) event.waitUntil(follow(event.data.look));
});
addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data.path));
});

async function install() {
  const cache = await caches.open(NAME);
  await Promise.all([...SHELL.map((address) => keep(cache, address)), keepOffline(cache)]);
  await skipWaiting();
}

/** Only the content that the address names is marked to stay: another release's, met while it replaces ours, isn't. */
async function keep(cache, address) {
  const response = await fetch(address);
  if (!response.ok || !response.headers.get("Cache-Control")?.includes("immutable")) throw new Error(`${address} is of another release`);
  await cache.put(address, response);
}

async function keepOffline(cache) {
  const response = await fetch(OFFLINE, { cache: "no-store" });
  if (response.ok) await cache.put(OFFLINE, response);
}

/** The release before stays for the pages that are still open: what they ask for has its hashes. */
async function takeOver() {
  const older = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME);
  await Promise.all(older.slice(0, -1).map((name) => caches.delete(name)));
  await registration.navigationPreload?.enable();
  await clients.claim();
  for (const client of await clients.matchAll({ type: "window" })) client.postMessage({ topic: "release", release: RELEASE });
}

async function page({ request, preloadResponse }) {
  try {
    const response = (await preloadResponse) ?? (await fetch(request));
    if (!NOBODY.has(response.status)) return response;
  } catch {
    // Nobody answers: what follows is for that.
  }
  return (await caches.match(OFFLINE)) ?? Response.error();
}

/** A hashed address always means the same; others (a picture named in a style) are what the server has now, if it is there. */
async function part(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(request, { ignoreSearch: true })) ?? Response.error();
  }
}

/** The reader's language or theme is another: so is the page that is kept. */
async function follow(look) {
  const cache = await caches.open(NAME);
  const kept = await cache.match(OFFLINE);
  if (kept?.headers.get("X-Look") !== look) await keepOffline(cache);
}

async function forget() {
  for (const notice of await registration.getNotifications()) notice.close();
}

async function open(path) {
  const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const apps = windows.filter(({ url }) => APP.test(new URL(url).pathname));
  const chosen = apps.find(({ visibilityState }) => visibilityState === "visible") ?? apps[0];
  if (!chosen) return clients.openWindow(path);
  chosen.postMessage({ topic: "open", path });
  return chosen.focus();
}
