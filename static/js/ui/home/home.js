import { html } from "htm/preact";
import { t } from "../../core/i18n.js";
import { personName } from "../../view/names.js";
import { Avatar } from "../parts/avatar.js";
import { BackToList } from "../parts/back-to-list.js";
import { useChat } from "../parts/chat-context.js";
import { Claim } from "../parts/claim.js";
import { Icon } from "../parts/icon.js";
import { CreateRoom } from "./create-room.js";
import { JoinRoom } from "./join-room.js";

function Help({ admin }) {
  return html`<section class="card">
    <h2 class="card__title"><${Icon} name="support" />${t("Help")}</h2>
    <p class="card__lead">${admin ? t("People who need help are waiting at the support desk.") : t("Something doesn't work? Write to the admins.")}</p>
    ${admin
      ? html`<a class="button" href="/admin">${t("Open the support desk")}</a>`
      : html`<form method="post" action="/support"><button class="button button--wide">${t("Get help")}</button></form>`}
  </section>`;
}

/** The dashboard: welcome, create, join. */
export function Home() {
  const me = useChat().me.value;
  const hello = t("Hello, {name}!", { name: personName(me) });
  return html`<main class="shell__main shell__main--scroll" id="main">
    <div class="home">
      <header class="home__welcome">
        <${BackToList} extra="home__back" />
        <${Avatar} user=${me} extra="avatar--large" presence=${false} />
        <div>
          <h1 tabindex="-1">${hello}</h1>
          <p class="muted">${t("Who do you want to talk to today?")}</p>
        </div>
      </header>
      <${Claim} />
      <div class="home__cards" id="new">
        <${CreateRoom} />
        <div class="home__side">
          <${JoinRoom} />
          <section class="card">
            <h2 class="card__title"><${Icon} name="lobby" />${t("The lobby")}</h2>
            <p class="card__lead">${t("One room that everybody shares. A good place to begin.")}</p>
            <div class="form__row"><a class="button" href="/room/1">${t("Open the lobby")}</a><a class="button" href="/room/1/invite"><${Icon} name="invite" />${t("Invite people")}</a></div>
          </section>
          <${Help} admin=${me.role === "admin"} />
        </div>
      </div>
    </div>
  </main>`;
}
