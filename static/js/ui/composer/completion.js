import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../core/i18n.js";
import { findEmoji } from "../../net/emoji-database.js";
import { named, peopleFor, ranked, tokenAt } from "../../view/completion-candidates.js";
import { isGone, personName } from "../../view/names.js";
import { useChat } from "../parts/chat-context.js";
import { NameMark } from "../parts/name-mark.js";
import { replaceText } from "./insert-text.js";

// As many as stand over the composer without scrolling, also on a small screen.
const most = () => Math.min(8, Math.max(2, Math.floor((0.45 * innerHeight) / 44)));
const NONE = { token: null, options: [], at: 0 };

/** The requests for members under way, by room: letters typed meanwhile wait for the same answer. @type {Map<number, Promise<void>>} */
const asking = new Map();

/** A room's members; they are fetched when they are needed first. */
async function membersOf(chat, room) {
  if (!room.members && !asking.has(room.id)) asking.set(room.id, chat.rooms.refresh(room.id).finally(() => asking.delete(room.id)));
  await asking.get(room.id);
  return chat.rooms.map.peek().get(room.id)?.members ?? [];
}

/** The people who may be meant in the room: who wrote last first, then its other members. */
async function people(chat, room, query) {
  const me = chat.me.peek().id;
  const spoke = chat.feed(room.id).timeline.messages.map(({ sender }) => chat.people.now(sender)).reverse();
  const everybody = [...spoke, ...(await membersOf(chat, room))];
  const known = peopleFor(query, everybody.filter((person) => person.id !== me && !isGone(person)), most());
  if (room.type !== "lobby" || known.length === most() || !query) return known;
  const others = await chat.rest("GET", `/users?q=${encodeURIComponent(query)}&limit=${most()}`).catch(() => []);
  return peopleFor(query, [...known, ...others.filter(({ id }) => id !== me)], most());
}

async function optionsFor(chat, room, { kind, query }) {
  if (kind === "emoji") return ranked(query, await findEmoji(query), most()).map(({ unicode, annotation }) => ({ put: unicode, sign: unicode, name: annotation }));
  return (await people(chat, room, query)).map((person) => ({ put: `@${person.username}`, sign: "", name: personName(person), hint: `@${person.username}`, person }));
}

/** Replaces an emoji's whole name by the emoji, unless the name was changed while it was looked up. */
async function spell(input, { query, from, to }) {
  const emoji = named(query, await findEmoji(query));
  const field = input.current;
  if (!emoji || field?.value.slice(from, to) !== `:${query}:`) return;
  const caret = field.selectionStart - (to - from) + emoji.unicode.length;
  replaceText(field, from, to, emoji.unicode, [caret, caret]);
}

/**
 * Offers emoji behind `:` and people behind `@` while somebody writes: arrows choose, Enter or Tab takes, Escape closes.
 * @returns {{list: any, look: () => void, onKeyDown: (event: KeyboardEvent) => boolean, close: () => void, props: Object}}
 *   `onKeyDown` returns true for keys that it handled; `props` are for the field
 */
export function useCompletion(input, room) {
  const chat = useChat();
  const [{ token, options, at }, draw] = useState(NONE);
  const offer = useRef(NONE);
  const looking = useRef(Promise.resolve());
  const turn = useRef(0);
  const refused = useRef(-1);
  const set = (next) => draw((offer.current = next));
  const close = () => {
    turn.current += 1;
    refused.current = -1;
    set(NONE);
  };
  useEffect(() => close, []);
  const look = () => (looking.current = find());
  const find = async () => {
    const { value, selectionStart, selectionEnd } = input.current;
    const found = selectionStart === selectionEnd ? tokenAt(value, selectionStart) : null;
    if (found?.from === refused.current) return;
    if (!found || found.whole) {
      close();
      if (found) spell(input, found);
      return;
    }
    const mine = (turn.current += 1);
    const next = await optionsFor(chat, room, found);
    if (mine === turn.current) set(next.length ? { token: found, options: next, at: 0 } : NONE);
  };
  const take = ({ put }) => {
    const { from, to } = offer.current.token;
    close();
    replaceText(input.current, from, to, `${put} `);
  };
  // For those who type fast: wait for the suggestions for the last letter, not those of the letter before.
  const takeNow = async () => {
    await looking.current;
    if (offer.current.token) take(offer.current.options[offer.current.at]);
  };
  const keys = {
    ArrowDown: () => set({ token, options, at: (at + 1) % options.length }),
    ArrowUp: () => set({ token, options, at: (at + options.length - 1) % options.length }),
    Enter: takeNow,
    Tab: takeNow,
    Escape: () => (close(), (refused.current = token.from)),
  };
  const onKeyDown = (event) => {
    if (!token || event.isComposing || event.shiftKey || !keys[event.key]) return false;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
    return true;
  };
  const props = token
    ? { "aria-autocomplete": "list", "aria-controls": "completion", "aria-activedescendant": `completion-${at}` }
    : { "aria-autocomplete": "list" };
  const list = token && html`<${Options} options=${options} at=${at} take=${take} />`;
  return { list, look, onKeyDown, close, props };
}

// A click chooses a suggestion, but the field keeps the focus.
const Options = ({ options, at, take }) => html`<ul class="completion" id="completion" role="listbox" aria-label=${t("Suggestions")}
    onMouseDown=${(event) => event.preventDefault()}>
  ${options.map((option, index) => html`<li class="completion__option" role="option" id=${`completion-${index}`} key=${option.put} aria-selected=${String(index === at)}
    onClick=${() => take(option)}>${option.sign && html`<span class="completion__sign" aria-hidden="true">${option.sign}</span>`}<span
      class="completion__title marked"><span class="completion__name" dir="auto">${option.name}</span><${NameMark} person=${option.person} trust /></span>${option.hint && html`<span class="completion__hint">${option.hint}</span>`}</li>`)}
</ul>`;
