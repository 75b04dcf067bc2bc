import { createContext } from "preact";
import { useContext } from "preact/hooks";

/** The one `Chat` of this page. */
export const ChatContext = createContext(null);

/** @returns {import("../../store/chat.js").Chat} */
export const useChat = () => useContext(ChatContext);
