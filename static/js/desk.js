import { boot, strings } from "./core/boot.js";
import { fullTime, shortTime } from "./core/dates.js";
import { setLanguage } from "./core/i18n.js";
import { pageStorage } from "./core/storage.js";
import { connect } from "./net/socket.js";
import { Preferences } from "./store/preferences.js";

// The support desk's page stays the server's; while it is open, its parts are fetched anew when something happened.

/** `ready` too: something may have happened since the page was made, or while nobody listened. */
const TOLD = new Set(["ready", "support_updated", "room_updated", "message_created", "room_read", "member_left", "user_updated"]);
const PARTS = ["rooms", "main"];
const PAUSE = 400;

/** Each part as the server made it, before its times were put into the reader's zone. */
const made = new Map();
const SECTIONS = "#rooms details.section";
const preferences = new Preferences(pageStorage());
let wanted = false;
let busy = false;

/** True while somebody chooses from a list, which a new page would close. */
const choosing = () => document.activeElement?.tagName === "SELECT";

/** Into the reader's zone, which the server knows only from the second page on. */
function tellTime() {
  for (const time of document.querySelectorAll("#rooms time, #main time")) {
    time.textContent = shortTime(time.dateTime);
    time.title = fullTime(time.dateTime);
  }
}

/** Sections of the room list are closed as they are in the app. */
function fold() {
  for (const section of document.querySelectorAll(SECTIONS)) section.open = !preferences.collapsed.peek().has(section.dataset.section);
}

const scroller = (part) => part.querySelector(".room-list") ?? part;

function show(page) {
  const focused = document.activeElement?.id;
  for (const id of PARTS) {
    const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
    if (!old || !fresh || made.get(id) === fresh.innerHTML) continue;
    made.set(id, fresh.innerHTML);
    const { scrollTop } = scroller(old);
    old.replaceChildren(...fresh.childNodes);
    fold();
    scroller(old).scrollTop = scrollTop;
  }
  tellTime();
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
      // Out of reach: `ready` comes when it is back.
    }
  }
  busy = false;
}

setLanguage(strings, boot.locale);
for (const id of PARTS) made.set(id, document.getElementById(id)?.innerHTML);
tellTime();
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
    if (TOLD.has(name)) refresh();
  },
});
