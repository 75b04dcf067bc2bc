import { render } from "preact";
import { html } from "htm/preact";
import { boot, strings } from "./core/boot.js";
import { captureTyped } from "./core/dom-handover.js";
import { setLanguage } from "./core/i18n.js";
import { listBehind, route, startRouter } from "./core/router.js";
import { phone } from "./core/screen.js";
import { connectDevice } from "./device.js";
import { pageStorage } from "./core/storage.js";
import { watchDays } from "./core/today.js";
import { forgetEmoji } from "./net/emoji-database.js";
import { connect } from "./net/socket.js";
import { rest } from "./net/rest.js";
import { joinTabs } from "./net/tabs.js";
import { onShown } from "./net/page-visibility.js";
import { Chat } from "./store/chat.js";
import { rememberReader } from "./store/outbox-storage.js";
import { ChatContext } from "./ui/parts/chat-context.js";
import { Shell } from "./ui/shell/shell.js";
import { setReader } from "./view/names.js";

/** Replaces the server's page by the live app, once the socket is connected; until then the page's own forms work. */
function mount(chat) {
  const app = document.getElementById("app");
  const typed = app.querySelector("#content")?.value ?? "";
  const room_id = route.peek().room_id;
  const draft = chat.drafts.get(room_id);
  if (typed.trim()) chat.drafts.set(room_id, draft && draft !== typed ? `${draft}\n${typed}` : typed);
  const restoreTyped = captureTyped(app);
  // With this cookie the server's pages mark nothing as read: the app does, for what was really seen.
  document.cookie = "live=1; path=/; samesite=lax";
  app.replaceChildren();
  render(html`<${ChatContext.Provider} value=${chat}><${Shell} /><//>`, app);
  restoreTyped();
  startRouter();
  if (phone.peek()) listBehind(document.referrer);
  connectDevice(chat);
}

function start() {
  if (!boot.me || !route.peek().page || !document.getElementById("app")) return;
  setLanguage(strings, boot.locale);
  setReader(boot.me.id);
  let mounted = false;
  const socket = connect({
    up: () => {},
    down: () => chat.lost(),
    refused: () => chat.end(),
    frame: (name, payload) => {
      chat.receive(name, payload);
      if (name !== "ready" || mounted) return;
      mounted = true;
      mount(chat);
    },
  });
  const chat = new Chat({ me: boot.me, ask: socket.ask, rest, storage: pageStorage(), tabs: joinTabs(`ngobrol:${boot.me.id}`) });
  chat.signOutHooks.add(forgetEmoji);
  chat.signOutHooks.add(rememberReader(pageStorage(), boot.me.id));
  addEventListener("pagehide", () => chat.reading.away());
  onShown((long) => {
    socket.hurry();
    if (long) chat.wake();
  });
  watchDays();
}

start();
