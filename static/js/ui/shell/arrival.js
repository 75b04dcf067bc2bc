import { useEffect, useState } from "preact/hooks";
import { t } from "../../core/i18n.js";
import { pageTitle } from "../../core/page.js";
import { roomTitle } from "../../view/names.js";

/** Sets the tab's title: the page, and the number of unread messages. */
export function useTitle(chat, page, room) {
  const place = room ? roomTitle(room) : page === "my-rooms" ? t("My rooms") : t("Home");
  const unread = chat.rooms.unread.value;
  useEffect(() => {
    document.title = pageTitle(place, unread);
  }, [place, unread]);
}

/** Moves the focus to the heading of a new page, for screen readers and the keyboard; in a room the composer takes it itself. */
export function useFocusOnArrival(page, room_id, hash) {
  const [arrived, setArrived] = useState(false);
  useEffect(() => {
    if (arrived && page !== "room" && !hash) document.querySelector("#main h1")?.focus();
    setArrived(true);
  }, [page, room_id]);
}
