import { dayAndTime, fullTime } from "../core/dates.js";

/** Shows the times of the devices in the reader's time zone, which the server knows only from the second page on. */
export function showLocalTimes(sessions) {
  for (const since of sessions.querySelectorAll(".session__since")) since.textContent = dayAndTime(since.dateTime);
  for (const used of sessions.querySelectorAll(".session__used")) used.title = fullTime(used.dateTime);
}
