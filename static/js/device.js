import { computed, effect } from "@preact/signals-core";
import { boot } from "./core/boot.js";
import { showCount } from "./core/favicon.js";
import { navigate, route } from "./core/router.js";
import { choosing, currentTheme, showTheme } from "./core/theme.js";
import * as notices from "./net/notifications.js";
import { startWorker } from "./net/worker-registration.js";
import { Notifier } from "./store/notifier.js";
import { attentive } from "./store/read-tracker.js";
import { noticeOf, tagOf } from "./view/notification-text.js";

/** Connects the app with what lies outside its page: service worker, icon, notifications, theme. @param {import("./store/chat.js").Chat} chat */
export function connectDevice(chat) {
  const { lang, dataset } = document.documentElement;
  const lookForRelease = startWorker({ release: boot.release, look: `${lang} ${dataset.theme}`, open: navigate });
  let online = true;
  effect(() => {
    const now = chat.connection.value === "online";
    // A server that comes back may be a newer one.
    if (now && !online) lookForRelease();
    online = now;
  });
  effect(() => void showCount(chat.connection.value === "ended" ? 0 : chat.rooms.unread.value));
  followAccount(chat);
  new Notifier({
    chat,
    // The leading tab is the one that the reader looks at, so no other tab can have the room open before them.
    watched: (room_id) => attentive() && route.peek().room_id === room_id,
    device: {
      on: () => notices.state.peek() === "on",
      show: (room, message) => notices.show(noticeOf(room, message), navigate),
      close: (room_id) => notices.close(room_id && tagOf(room_id)),
    },
  });
}

/** The theme belongs to the account: when it is chosen on another device, it changes here too. */
function followAccount(chat) {
  const theme = computed(() => chat.me.value.theme);
  effect(() => void (theme.value && theme.value !== currentTheme() && !choosing() && showTheme(theme.value)));
}
