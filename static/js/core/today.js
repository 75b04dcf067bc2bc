import { signal } from "@preact/signals";
import { dayKey } from "./dates.js";

const now = () => dayKey(new Date());
/** The reader's calendar day. A component that shows "today" or "yesterday" reads it, and so is rendered again at midnight. */
export const today = signal(now());

function untilMidnight() {
  const moment = new Date();
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate() + 1) - moment;
}

/** Keeps `today` right while the page is open, over a machine's sleep too. */
export function watchDays() {
  const look = () => (today.value = now());
  const wait = () => setTimeout(() => (look(), wait()), untilMidnight() + 50);
  wait();
  document.addEventListener("visibilitychange", look);
}
