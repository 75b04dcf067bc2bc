import { showFault } from "../parts/alerts.js";

/** Sends a command that changes a message and shows its new state at once; says so when it fails. */
export async function change(chat, command, payload) {
  try {
    const message = await chat.ask(command, payload);
    chat.feed(message.room_id).sync.acknowledge(message);
    return null;
  } catch (fault) {
    showFault(fault);
    return fault;
  }
}

/** Adds my emoji to a message. */
export const addReaction = (chat, message, emoji) => change(chat, "react", { message_id: message.id, emoji, on: true });

/** Adds my emoji to a message, or takes it back. */
export function react(chat, message, emoji) {
  const mine = message.reactions.find((reaction) => reaction.emoji === emoji)?.user_ids.includes(chat.me.peek().id);
  return change(chat, "react", { message_id: message.id, emoji, on: !mine });
}
