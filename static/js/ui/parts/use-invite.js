import { useEffect, useState } from "preact/hooks";
import { useChat } from "./chat-context.js";

const NOTHING = { of: "", invite: null, fault: null };

/**
 * The address that leads others into a room; the server knows which one they can use.
 * @param {?import("../../types.js").Room} room
 * @returns {{invite: ?{share_id: ?string, url: string}, fault: ?import("../../types.js").Fault}} both null until it has answered
 */
export function useInvite(room) {
  const chat = useChat();
  const [state, setState] = useState(/** @type {any} */ (NOTHING));
  const online = chat.connection.value === "online";
  const of = `${room?.id} ${room?.share_id}`;
  useEffect(() => {
    if (!room || !online) return;
    chat.rest("GET", `/rooms/${room.id}/invite`).then((invite) => setState({ of, invite, fault: null }), (fault) => setState({ of, invite: null, fault }));
  }, [of, online]);
  // Another room's address must not stand under this one's name, nor one whose code is another by now.
  return state.of === of ? state : NOTHING;
}
