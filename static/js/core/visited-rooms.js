import { effect, signal } from "@preact/signals";
import { route } from "./router.js";

const KEPT = 20;

/** The rooms that were open since this page was loaded, the last one first. */
export const visited = signal(/** @type {number[]} */ ([]));

effect(() => {
  const { room_id } = route.value;
  if (room_id !== null) visited.value = [room_id, ...visited.peek().filter((id) => id !== room_id)].slice(0, KEPT);
});
