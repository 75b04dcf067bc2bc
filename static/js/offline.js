import { boot, strings } from "./core/boot.js";
import { setLanguage, t, tn } from "./core/i18n.js";
import { pageStorage } from "./core/storage.js";
import { unsentMessages } from "./store/outbox-storage.js";

// The page that is shown for any other while the server can't be reached: it lists the unsent messages, and reloads when the
// server is back.

const AGAIN_AFTER = 3000;
const SHOWN = 5;

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

async function showWaiting() {
  const items = await unsentMessages(pageStorage());
  if (!items.length) return;
  const list = document.createElement("ul");
  list.className = "waiting__list";
  for (const { content } of items.slice(0, SHOWN)) list.append(element("li", "waiting__item", content));
  const more = items.length - SHOWN;
  if (more > 0) list.append(element("li", "muted small", tn("and {n} more", "and {n} more", more)));
  const heading = tn("{n} message waits to be sent.", "{n} messages wait to be sent.", items.length);
  document.getElementById("waiting").append(element("h2", "waiting__title", heading), list, element("p", "muted small", t("They are kept on this device.")));
}

async function look() {
  const answer = await fetch("/healthz", { cache: "no-store" }).catch(() => null);
  if (answer?.ok) location.reload();
}

setLanguage(strings, boot.locale);
showWaiting();
setInterval(look, AGAIN_AFTER);
addEventListener("online", look);
