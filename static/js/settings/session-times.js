import { dayAndTime, fullTime } from "../core/dates.js";

/** Puts the times of the devices into the reader's zone: the server knows it only from the second page on. */
export function tellTime(sessions) {
  for (const since of sessions.querySelectorAll(".session__since")) since.textContent = dayAndTime(since.dateTime);
  for (const used of sessions.querySelectorAll(".session__used")) used.title = fullTime(used.dateTime);
}
