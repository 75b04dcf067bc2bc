import { signal } from "@preact/signals";

/** @typedef {{page: "dashboard"|"my-rooms"|"room"|null, room_id: ?number, hash?: string}} Route */

/** @returns {Route} `page` is null for what the server alone shows */
export function routeOf(path) {
  const room = path.match(/^\/room\/(\d{1,15})\/?$/);
  if (room) return { page: "room", room_id: Number(room[1]) };
  const page = path.match(/^\/(dashboard|my-rooms)\/?$/)?.[1] ?? null;
  return { page, room_id: null };
}

export const route = signal(routeOf(globalThis.location?.pathname ?? "/"));
/** The one place inside a page that a link of ours names: the form for a new room. */
export const NEW = "#new";

/** Goes to a page of the app, or leaves it for one that only the server has. */
export function navigate(path, { replace = false } = {}) {
  const { pathname, hash } = new URL(path, location.href);
  const next = routeOf(pathname);
  if (!next.page) return location.assign(path);
  if (path !== location.pathname + location.hash) history[replace ? "replaceState" : "pushState"](null, "", path);
  route.value = { ...next, hash };
}

const plainClick = (event) => event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

/** Makes links between the app's pages and the back button work without loading anything. */
export function startRouter() {
  addEventListener("popstate", () => (route.value = routeOf(location.pathname)));
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented || !plainClick(event) || link.target || link.origin !== location.origin) return;
    if (!routeOf(link.pathname).page || (link.hash && link.hash !== NEW) || link.search) return;
    event.preventDefault();
    navigate(link.pathname + link.hash);
  });
}
