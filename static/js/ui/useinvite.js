import { useEffect, useState } from "preact/hooks";
import { useChat } from "./context.js";

/**
 * The address that leads others into a room; the server knows which one they can use.
 * @param {?import("../types.js").Room} room
 * @returns {{invite: ?{share_id: ?string, url: string}, fault: ?import("../types.js").Fault}} both null until it has answered
 */
export function useInvite(room) {
  const chat = useChat();
  const [state, setState] = useState({ invite: null, fault: null });
  const online = chat.connection.value === "online";
  useEffect(() => {
    if (!room || !online) return;
    chat.rest("GET", `/rooms/${room.id}/invite`).then((invite) => setState({ invite, fault: null }), (fault) => setState({ invite: null, fault }));
  }, [room?.id, room?.share_id, online]);
  return state;
}
