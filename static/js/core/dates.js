import { currentLocale } from "./i18n.js";

const formats = new Map();

function format(name, options, iso) {
  const key = `${name} ${currentLocale()}`;
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(currentLocale(), options));
  return formats.get(key).format(new Date(iso));
}

const relative = () => new Intl.RelativeTimeFormat(currentLocale(), { numeric: "auto" });
const capital = (text) => text.charAt(0).toLocaleUpperCase(currentLocale()) + text.slice(1);

/** The local calendar day of a moment, as a key to compare. */
export function dayKey(iso) {
  const date = new Date(iso);
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
}

const daysAgo = (iso, now) => {
  const start = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  return Math.round((start(now) - start(new Date(iso))) / 86_400_000);
};

export const clockTime = (iso) => format("time", { hour: "2-digit", minute: "2-digit" }, iso);

export const fullTime = (iso) => format("full", { dateStyle: "full", timeStyle: "short" }, iso);

export const dayAndTime = (iso) => format("long", { dateStyle: "long", timeStyle: "short" }, iso);

/** "Today", "Yesterday" or the date, in the reader's zone and language. */
export function dayName(iso, now = new Date()) {
  const days = daysAgo(iso, now);
  if (days === 0 || days === 1) return capital(relative().format(-days, "day"));
  const sameYear = new Date(iso).getFullYear() === now.getFullYear();
  return format(sameYear ? "day" : "dayYear", { weekday: "long", day: "numeric", month: "long", ...(sameYear ? {} : { year: "numeric" }) }, iso);
}

/** The shortest useful form for a list: the time today, the weekday this week, else the date. */
export function shortTime(iso, now = new Date()) {
  const days = daysAgo(iso, now);
  if (days === 0) return clockTime(iso);
  if (days < 7) return format("weekday", { weekday: "short" }, iso);
  return format("short", { day: "numeric", month: "short" }, iso);
}
