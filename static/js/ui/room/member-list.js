import { html } from "htm/preact";
import { t, tn } from "../../core/i18n.js";
import { isGone, personName } from "../../view/names.js";
import { Avatar } from "../parts/avatar.js";
import { useChat } from "../parts/chat-context.js";
import { NameMark } from "../parts/name-mark.js";
import { PeopleSkeleton } from "../parts/skeleton.js";
import { WriteTo } from "../parts/write-to.js";

const MOST_EXPECTED = 8;

/** The room's members, those online first; grey shapes until they are loaded. */
export function MemberList({ members, count }) {
  if (members && !members.length) return null; // the admins of a support room are not named
  return html`<section class="details__section" aria-busy=${String(!members)}>
    <h3 class="details__heading">${t("People")}</h3>
    ${members ? html`<${Members} members=${members} count=${count} />` : html`<${PeopleSkeleton} count=${Math.min(count, MOST_EXPECTED)} />`}
  </section>`;
}

function Members({ members, count }) {
  const chat = useChat();
  const { people } = chat;
  const me = chat.me.value.id;
  const isOnline = ({ id, is_online }) => people.isOnline(id, is_online);
  const sorted = members.map((member) => people.now(member)).sort((a, b) =>
    Number(isOnline(b)) - Number(isOnline(a)) || personName(a).localeCompare(personName(b)));
  return html`<ul class="people">${sorted.map((person) => html`<li class="person" key=${person.id}>
      <${Avatar} user=${person} extra="avatar--small" />
      <span class="person__name"><span class="marked"><span class="person__display" dir="auto">${personName(person)}</span><${NameMark} person=${person} trust /></span><span class="person__username">@${person.username}</span></span>
      ${isOnline(person) && html`<span class="visually-hidden">${t("online")}</span>`}
      ${person.id !== me && !isGone(person) && html`<${WriteTo} person=${person} />`}
    </li>`)}</ul>
    ${count > members.length && html`<p class="muted small">${tn("and {n} more", "and {n} more", count - members.length)}</p>`}`;
}
