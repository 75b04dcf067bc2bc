import { signal } from "@preact/signals";

/** @typedef {{page: "dashboard"|"my-rooms"|"room"|null, room_id: ?number, message_id?: ?number, hash?: string}} Route */

/** @returns {Route} `page` is null for pages that only the server has */
export function routeOf(path, search = "") {
  const room = path.match(/^\/room\/(\d{1,15})\/?$/);
  if (room) return { page: "room", room_id: Number(room[1]), message_id: Number(search.match(/^\?m=(\d{1,15})$/)?.[1] ?? 0) || null };
  const page = path.match(/^\/(dashboard|my-rooms)\/?$/)?.[1] ?? null;
  return { page, room_id: null };
}

const present = () => ({ ...routeOf(location.pathname, location.search), hash: location.hash });

/** The address of a message, for everybody in its room. */
export const messageAddress = ({ room_id, id }) => `/room/${room_id}?m=${id}`;

export const route = signal(/** @type {Route} */ (globalThis.location ? present() : { page: null, room_id: null, hash: "" }));
/** The page of the room list, to which every way back leads. */
export const LIST = "/dashboard";
/** The parts of a page that have an address: the form for a new room, and a room's details. */
export const NEW = "#new";
export const DETAILS = "#details";

/** Goes to a page of the app, or loads one that only the server has. */
export function navigate(path, { replace = false } = {}) {
  const { pathname, search, hash } = new URL(path, location.href);
  const next = routeOf(pathname, search);
  if (!next.page) return location.assign(path);
  const here = location.pathname + location.search + location.hash;
  if (replace) history.replaceState(history.state, "", path);
  else if (path !== here) history.pushState({ from: here }, "", path);
  route.value = { ...next, hash };
}

/** Goes to a room that a form just opened. Where the form was a page of its own (`#new`), the way back skips it. */
export const openNewRoom = (room) => navigate(`/room/${room.id}`, { replace: location.hash === NEW });

/** Goes back to a page, by the browser's own step back if that leads there, so that the history doesn't grow. */
export function back(path) {
  if (history.state?.from === path) history.back();
  else navigate(path, { replace: true });
}

/** True for a link to a page of the app. Links in messages open in another tab unless they are of this kind. */
function leadsInside(link) {
  if (link.origin !== location.origin || (link.target && !link.closest(".message__text"))) return false;
  const { page, message_id } = routeOf(link.pathname, link.search);
  return Boolean(page && (!link.hash || link.hash === NEW) && (!link.search || message_id));
}

/** True for a click that opens a link in this tab. */
export const plainClick = (event) => event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

/** Makes links between the app's pages and the back button work without loading anything. */
export function startRouter() {
  addEventListener("popstate", () => (route.value = present()));
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented || !plainClick(event) || !leadsInside(link)) return;
    event.preventDefault();
    navigate(link.pathname + link.search + link.hash);
  });
}

/**
 * Puts the list behind a page that was opened from outside, so that a step back on a phone leads there and not out.
 * @param {string} referrer where the browser came from
 */
export function listBehind(referrer) {
  const { pathname, search, hash } = location;
  const here = pathname + search + hash;
  if (history.state?.from || here === LIST) return;
  const cameFromList = referrer === new URL(LIST, location.href).href;
  if (!cameFromList) {
    history.replaceState(null, "", LIST);
    history.pushState(null, "", here);
  }
  history.replaceState({ from: LIST }, "", here);
}
