import { html } from "htm/preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { t, tn } from "../../core/i18n.js";
import { hasKeyboard } from "../../core/page.js";
import { route } from "../../core/router.js";
import { lengthOf, MOST, roomLeft } from "../../view/message-length.js";
import { personName, roomTitle } from "../../view/names.js";
import { plain } from "../../view/plain-text.js";
import { pressed } from "../../view/shortcuts.js";
import { useChat } from "../parts/chat-context.js";
import { Icon, IconButton } from "../parts/icon.js";
import { pickEmoji } from "../parts/pick-emoji.js";
import { useCompletion } from "./completion.js";
import { onPaste, useDropAndPaste } from "./drop-and-paste.js";
import { replaceText } from "./insert-text.js";
import { markupKeys } from "./markup-keys.js";

/** True for the key press that means "send": Enter on a keyboard, Ctrl+Enter anywhere, never while a word is being composed. */
export function meansSend(event, keyboard) {
  if (event.key !== "Enter" || event.shiftKey || composing(event)) return false;
  return keyboard || event.ctrlKey || event.metaKey;
}

// Safari ends a composition before the key press that ended it, and marks that by its code.
const composing = (event) => event.isComposing || event.keyCode === 229;

/** The form that sends messages. What isn't sent is kept as the room's draft. */
export function Composer({ room, feed, reply, onReplied, onEditLast, editing }) {
  const chat = useChat();
  const input = useRef(null);
  /** The message replied to or edited at the rendering before. */
  const was = useRef(/** @type {any} */ (null));
  const [text, setText] = useState(() => chat.drafts.get(room.id));
  const completion = useCompletion(input, room);
  const original = useOriginal(feed, reply);
  const focus = () => input.current?.focus({ preventScroll: true });
  useEffect(() => {
    if (hasKeyboard() && !route.peek().message_id) focus();
    return () => chat.typing.stop(room.id);
  }, [room.id]);
  useEffect(() => {
    if (reply || (was.current && !editing && hasKeyboard())) focus();
    was.current = reply || editing;
  }, [reply, editing]);
  useEffect(() => chat.drafts.fromOtherTab.subscribe((news) => news?.room_id === room.id && setText(news.text)), [room.id]);
  useGrowing(input, text);
  useDropAndPaste(input);

  const write = (value) => {
    setText(value);
    chat.drafts.set(room.id, value);
    if (value.trim()) chat.typing.touch(room);
    else chat.typing.stop(room.id);
    completion.look();
  };
  const send = (event) => {
    event?.preventDefault();
    const content = text.trim();
    if (!content || lengthOf(content) > MOST) return;
    chat.outbox.add(room.id, content, original && !original.deleted ? original.id : null);
    feed.newAfter.value = null;
    feed.sent.value += 1;
    write("");
    completion.close();
    onReplied();
    focus();
  };
  const addEmoji = async ({ currentTarget }) => {
    const { selectionStart, selectionEnd } = input.current;
    const emoji = await pickEmoji(currentTarget);
    if (emoji && input.current) replaceText(input.current, selectionStart, selectionEnd, emoji);
    else if (hasKeyboard()) focus();
  };
  const onKeyDown = (event) => {
    if (composing(event) || completion.onKeyDown(event) || markupKeys(event)) return;
    if (meansSend(event, hasKeyboard())) send(event);
    else if (event.key === "Escape" && reply) onReplied();
    else if (!text && pressed(event, "composer", true) === "editLast") editLast(event, feed, chat.me.peek().id, onEditLast);
  };

  const label = t("Message to {room}", { room: roomTitle(room) });
  const left = roomLeft(text);
  const tooLong = left < 0 && tn("Too long by {n} character.", "Too long by {n} characters.", -left);
  return html`<form class="composer" id="composer" onSubmit=${send}>
    <div class="composer__inner">
      ${completion.list}
      ${tooLong && html`<p class="composer__error" role="alert"><${Icon} name="alert" />${tooLong}</p>`}
      ${original && html`<${Answered} message=${original} onCancel=${onReplied} />`}
      <div class="composer__box">
        <label class="visually-hidden" for="content">${label}</label>
        <textarea class="composer__input" id="content" name="content" rows="1" dir="auto" ref=${input} value=${text} autocomplete="off"
          placeholder=${t("Write a message…")} aria-invalid=${left < 0 ? "true" : undefined} enterkeyhint=${hasKeyboard() ? "send" : "enter"}
          onInput=${(event) => write(event.currentTarget.value)} onKeyDown=${onKeyDown} onPaste=${onPaste} onBlur=${completion.close}
          ...${completion.props}></textarea>
        ${left !== null && left >= 0 && html`<span class="composer__left"><span aria-hidden="true">${left}</span><span
          class="visually-hidden">${tn("{n} character left", "{n} characters left", left)}</span></span>`}
        <${IconButton} icon="smile" label=${t("Emoji")} onClick=${addEmoji} aria-haspopup="dialog" />
        <button class="icon-button icon-button--primary composer__send" title=${t("Send")} aria-disabled=${String(!text.trim() || left < 0)}>
          <${Icon} name="send" /><span class="visually-hidden">${t("Send")}</span></button>
      </div>
    </div>
  </form>`;
}

/** Lets a text field grow with what is in it where `field-sizing` doesn't; its `max-height` still holds. */
function useGrowing(input, text) {
  useLayoutEffect(() => {
    if (CSS.supports("field-sizing", "content")) return;
    const { style } = input.current;
    style.height = "auto";
    style.height = `${input.current.scrollHeight}px`;
  }, [text]);
}

/** The message replied to, as it is now: it may be edited or deleted while I write. */
function useOriginal(feed, reply) {
  if (reply) feed.version.value;
  return reply && (feed.timeline.find(reply.id) ?? reply);
}

function Answered({ message, onCancel }) {
  const text = message.deleted
    ? t("That message was deleted: yours goes without the quote.")
    : t("Replying to {name}: {text}", { name: personName(message.sender), text: plain(message) });
  return html`<div class="composer__context">
    <span class="composer__context-text ${message.deleted ? "composer__context-text--gone" : ""}" dir="auto" role="status">${text}</span>
    <${IconButton} icon="close" label=${t("Cancel")} onClick=${onCancel} />
  </div>`;
}

function editLast(event, feed, me, onEditLast) {
  const { current, messages } = feed.timeline;
  const mine = current && messages.findLast((message) => message.sender.id === me && !message.deleted);
  if (!mine) return;
  event.preventDefault();
  onEditLast(mine.id);
}
