import { useEffect, useState } from "preact/hooks";
import { useChat } from "./chat-context.js";

const NOTHING = { of: "", invite: null, fault: null };

/**
 * The link that lets others join a room; only the server knows the address that others can reach.
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
  // The state may still be that of another room, or of a code that has changed.
  return state.of === of ? state : NOTHING;
}
