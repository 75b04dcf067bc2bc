import { boot, strings } from "./core/boot.js";
import { fullTime, shortTime } from "./core/dates.js";
import { setLanguage } from "./core/i18n.js";
import { pageStorage } from "./core/storage.js";
import { connect } from "./net/socket.js";
import { Preferences } from "./store/preferences.js";

// The support desk is a page of the server. While it is open, its parts are fetched again whenever something happened.

/** `ready` is one of them: something may have happened since the page was made, or while there was no connection. */
const REFRESHED_BY = new Set(["ready", "support_updated", "room_updated", "message_created", "room_read", "member_left", "user_updated"]);
const PARTS = ["rooms", "main"];
const PAUSE = 400;

/** Each part's HTML as it came from the server, before its times were shown in the reader's time zone. */
const received = new Map();
const SECTIONS = "#rooms details.section";
const preferences = new Preferences(pageStorage());
let wanted = false;
let busy = false;

/** True while the reader has a list open, which new HTML would close. */
const choosing = () => document.activeElement?.tagName === "SELECT";

/** Shows the times in the reader's time zone, which the server knows only from the second page on. */
function showLocalTimes() {
  for (const time of document.querySelectorAll("#rooms time, #main time")) {
    time.textContent = shortTime(time.dateTime);
    time.title = fullTime(time.dateTime);
  }
}

/** Closes the sections of the room list that are closed in the app. */
function fold() {
  for (const section of document.querySelectorAll(SECTIONS)) section.open = !preferences.collapsed.peek().has(section.dataset.section);
}

const scroller = (part) => part.querySelector(".room-list") ?? part;

function show(page) {
  const focused = document.activeElement?.id;
  for (const id of PARTS) {
    const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
    if (!old || !fresh || received.get(id) === fresh.innerHTML) continue;
    received.set(id, fresh.innerHTML);
    const { scrollTop } = scroller(old);
    old.replaceChildren(...fresh.childNodes);
    fold();
    scroller(old).scrollTop = scrollTop;
  }
  showLocalTimes();
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

async function refresh() {
  wanted = true;
  if (busy) return;
  busy = true;
  while (wanted && !choosing()) {
    wanted = false;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (answer.redirected || !answer.ok) return location.reload();
      show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      // The server can't be reached: `ready` comes when it is back.
    }
  }
  busy = false;
}

setLanguage(strings, boot.locale);
for (const id of PARTS) received.set(id, document.getElementById(id)?.innerHTML);
showLocalTimes();
fold();
// This event doesn't bubble, hence the capture.
document.addEventListener("toggle", ({ target }) => target.matches(SECTIONS) && preferences.fold(target.dataset.section, !target.open), true);
document.addEventListener("focusout", () => wanted && setTimeout(refresh));

connect({
  up: () => {},
  down: () => {},
  refused: () => location.reload(),
  frame: (name) => {
    if (name === "session_ended") return location.reload();
    if (REFRESHED_BY.has(name)) refresh();
  },
});
