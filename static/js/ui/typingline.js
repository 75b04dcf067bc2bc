import { html } from "htm/preact";
import { typingText } from "../view/names.js";
import { useChat } from "./context.js";

/** Who is typing; silent to screen readers. */
export function TypingLine({ room }) {
  const people = useChat().typingSeen.of(room.id);
  return html`<p class="typing" aria-hidden="true">${people.length > 0 && html`<span class="typing__dots"><i></i><i></i><i></i></span>${typingText(people)}…`}</p>`;
}
