import { useEffect, useState } from "preact/hooks";
import { useChat } from "../parts/chat-context.js";

const PAUSE = 150;
const MOST = 8;

/**
 * The people whose names begin with what was typed. Those found before stay until the new ones come.
 * @returns {{people: any[], status: "idle"|"looking"|"found"|"away"}} `away`: the server can't be asked
 */
export function usePeople(query) {
  const chat = useChat();
  const [state, setState] = useState({ people: [], status: "idle" });
  const wanted = query.trim();
  useEffect(() => {
    if (!wanted) return setState({ people: [], status: "idle" });
    let current = true;
    setState(({ people }) => ({ people, status: "looking" }));
    const timer = setTimeout(async () => {
      const found = await chat.rest("GET", `/users?q=${encodeURIComponent(wanted)}&limit=${MOST}`).catch(() => null);
      if (current) setState(found ? { people: found, status: "found" } : { people: [], status: "away" });
    }, PAUSE);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [wanted]);
  return state;
}
