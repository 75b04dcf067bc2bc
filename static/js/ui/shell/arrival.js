import { useEffect, useState } from "preact/hooks";
import { t } from "../../core/i18n.js";
import { pageTitle } from "../../core/page.js";
import { roomTitle } from "../../view/names.js";

/** The tab says where one is and how much is unread. */
export function useTitle(chat, page, room) {
  const place = room ? roomTitle(room) : page === "my-rooms" ? t("My rooms") : t("Home");
  const unread = chat.rooms.unread.value;
  useEffect(() => {
    document.title = pageTitle(place, unread);
  }, [place, unread]);
}

/** A new page begins at its heading for those who read by ear or keyboard; a room's composer takes the focus itself. */
export function useFocusOnArrival(page, room_id, hash) {
  const [arrived, setArrived] = useState(false);
  useEffect(() => {
    if (arrived && page !== "room" && !hash) document.querySelector("#main h1")?.focus();
    setArrived(true);
  }, [page, room_id]);
}
