import { html } from "htm/preact";
import { Composer } from "../js/ui/composer/composer.js";
import { FeedStart } from "../js/ui/feed/feed-start.js";
import { JumpButton } from "../js/ui/feed/jump-button.js";
import { MessageRequest } from "../js/ui/room/message-request.js";
import { TypingLine } from "../js/ui/room/conversation.js";
import { LobbyWelcome } from "../js/ui/room/lobby-welcome.js";
import { bayu, chat, me, message, rina, room } from "./world.js";

const nothing = () => {};
const writing = { 21: "", 22: "Otw, sebentar lagi sampai", 23: "panjang ".repeat(520), 24: "" };
for (const [id, text] of Object.entries(writing)) chat.drafts.set(Number(id), text);
const reply = message(bayu, "Ngopi jam empat, siapa ikut?");

// The composer is made for one in a page, and takes the focus when it comes.
export const Composers = () => [html`<${MessageRequest} room=${room(20, { type: "dm", name: null, peer: bayu, request: true })} />`, ...Object.keys(writing).map((id) => {
  const here = room(Number(id));
  return html`<div inert=${id !== "21"}><${Composer} key=${id} room=${here} feed=${chat.feed(here.id)} reply=${id === "24" ? reply : null} onReplied=${nothing}
    onEditLast=${nothing} editing=${null} /></div>`;
})];

chat.typingSeen.rooms.value = new Map([[31, [bayu]], [32, [bayu, rina]], [33, [bayu, rina, me]]]);

export const InFeed = () => [
  html`<${FeedStart} room=${room(41, { type: "lobby", name: null })} />`,
  html`<${FeedStart} room=${room(42)} />`,
  html`<${LobbyWelcome} room=${room(41, { type: "lobby", name: null })} feed=${chat.feed(41)} />`,
  [31, 32, 33].map((id) => html`<${TypingLine} room=${room(id)} />`),
  html`<div class="guide__jump"><${JumpButton} count=${0} onClick=${nothing} /></div>`,
  html`<div class="guide__jump"><${JumpButton} count=${12} onClick=${nothing} /></div>`,
];
