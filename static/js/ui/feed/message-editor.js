import { html } from "htm/preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { t, tn } from "../../core/i18n.js";
import { hasKeyboard } from "../../core/page.js";
import { lengthOf, MOST } from "../../view/message-length.js";
import { faultText } from "../../view/names.js";
import { useCompletion } from "../composer/completion.js";
import { meansSend } from "../composer/composer.js";
import { onPaste } from "../composer/drop-and-paste.js";
import { markupKeys } from "../composer/markup-keys.js";
import { useChat } from "../parts/chat-context.js";
import { Icon } from "../parts/icon.js";

/** The form that edits a message in its row: Enter saves, Escape cancels. */
export function MessageEditor({ message, onDone }) {
  const chat = useChat();
  const input = useRef(null);
  const [error, setError] = useState("");
  const completion = useCompletion(input, chat.rooms.get(message.room_id));
  useLayoutEffect(() => {
    input.current.focus();
    input.current.setSelectionRange(message.content.length, message.content.length);
    input.current.form.scrollIntoView({ block: "nearest" });
  }, []);
  const offering = Boolean(completion.list);
  // Above the first message on the screen there may be no room for the suggestions.
  useEffect(() => void (offering && input.current.form.firstElementChild.scrollIntoView({ block: "nearest" })), [offering]);
  const save = async (event) => {
    event.preventDefault();
    const content = input.current.value.trim();
    if (!content) return setError(t("A message needs some text."));
    if (lengthOf(content) > MOST) return setError(tn("Too long by {n} character.", "Too long by {n} characters.", lengthOf(content) - MOST));
    if (content === message.content) return onDone();
    try {
      chat.feed(message.room_id).sync.acknowledge(await chat.ask("edit_message", { message_id: message.id, content }));
      onDone();
    } catch (fault) {
      setError(faultText(fault));
    }
  };
  const onKeyDown = (event) => {
    event.stopPropagation();
    if (completion.onKeyDown(event) || markupKeys(event)) return;
    if (event.key === "Escape" && !event.isComposing) onDone();
    else if (meansSend(event, hasKeyboard())) save(event);
  };
  return html`<form class="editor" onSubmit=${save}>
    ${completion.list}
    <label class="visually-hidden" for="editor">${t("Edit message")}</label>
    <textarea class="input" id="editor" rows="3" dir="auto" ref=${input} defaultValue=${message.content} onKeyDown=${onKeyDown} onPaste=${onPaste}
      onInput=${completion.look} onBlur=${completion.close} ...${completion.props}
      aria-invalid=${error ? "true" : undefined} aria-describedby=${error ? "editor-error" : undefined}></textarea>
    ${error && html`<p class="field__error" id="editor-error" role="alert"><${Icon} name="alert" />${error}</p>`}
    <div class="editor__actions">
      <button type="button" class="button button--small button--quiet" onClick=${onDone}>${t("Cancel")}</button>
      <button class="button button--small button--primary">${t("Save")}</button>
    </div>
  </form>`;
}
