import { followTheme } from "./core/theme.js";

const YEAR = 365 * 24 * 3600;

/** Tells the server the reader's time zone: the times on its pages are the reader's from the next one on. */
function tellZone() {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `tz=${timeZone}; path=/; max-age=${YEAR}; samesite=lax${secure}`;
}

// Runs on every page, also for people who aren't signed in.
followTheme();
tellZone();
if ("nobody" in document.documentElement.dataset) import("./core/forget-person.js").then(({ forgetPerson }) => forgetPerson());
else if (globalThis.BroadcastChannel && !document.getElementById("app")) {
  // The live app hears from the server that its session ended; other pages would go on showing somebody.
  new BroadcastChannel("ngobrol:signed-out").onmessage = () => location.reload();
}
