import { html } from "htm/preact";
import { boot } from "../../core/boot.js";
import { currentLocale, t, tn } from "../../core/i18n.js";
import { post } from "../../core/page.js";
import { currentTheme } from "../../core/theme.js";
import { personName } from "../../view/names.js";
import { Avatar } from "../parts/avatar.js";
import { useChat } from "../parts/chat-context.js";
import { useDisclosure } from "../parts/disclosure.js";
import { Icon } from "../parts/icon.js";

const DEFAULT_LANGUAGE = "id";

/** My name, with a menu of theme, language, settings and signing out. */
export function AccountMenu() {
  const chat = useChat();
  const me = chat.me.value;
  return html`<footer class="me">
    <details class="menu me__menu" ...${useDisclosure()}>
      <summary class="me__summary" title=${t("My account")}>
        <${Avatar} user=${me} />
        <span class="me__name"><span class="me__display" dir="auto">${personName(me)}</span><span class="me__username">@${me.username}</span></span>
        <${Icon} name="more" />
      </summary>
      <div class="menu__panel me__panel">
        <div class="me__choice"><span class="me__label">${t("Theme")}</span><${ThemeSwitch} /></div>
        <div class="me__choice"><span class="me__label">${t("Language")}</span><${LanguageSwitch} /></div>
        ${boot.claim && !me.verified && html`<${Item} icon="shield" href="/settings#password">${t("Protect my name")}<//>`}
        <${Item} icon="settings" href="/settings">${t("Settings")}<//>
        <button type="button" class="menu__item" onClick=${() => leave(chat)}><${Icon} name="logout" />${t("Log out")}</button>
      </div>
    </details>
  </footer>`;
}

const Item = ({ icon, children, ...rest }) => html`<a class="menu__item" ...${rest}><${Icon} name=${icon} />${children}</a>`;

// Unsent messages are removed when I sign out, because the machine may be somebody else's.
function leave(chat) {
  const waiting = chat.outbox.items.peek().size;
  const question = tn("{n} message is not sent yet. Log out and drop it?", "{n} messages are not sent yet. Log out and drop them?", waiting);
  if (waiting && !confirm(question)) return;
  chat.forget();
  post("/logout");
}

/** The same form as on the server's pages; js/core/theme.js handles it everywhere. */
function ThemeSwitch() {
  const choices = [["system", "contrast", t("Like the system")], ["light", "sun", t("Light")], ["dark", "moon", t("Dark")]];
  return html`<form class="segments" method="post" action="/theme" aria-label=${t("Theme")}>
    ${choices.map(([value, icon, label]) => html`<button class="segments__choice" name="theme" value=${value} title=${label}
      aria-pressed=${String(value === currentTheme())}><${Icon} name=${icon} /><span class="visually-hidden">${label}</span></button>`)}
  </form>`;
}

/** A plain form: the server makes the page in the other language. */
function LanguageSwitch() {
  const locale = currentLocale();
  const inOrder = Object.entries(boot.languages).sort(([a], [b]) => Number(b === DEFAULT_LANGUAGE) - Number(a === DEFAULT_LANGUAGE));
  return html`<form class="language" method="post" action="/language" aria-label=${t("Language")}>
    <input type="hidden" name="next" value=${globalThis.location.pathname} />
    ${inOrder.map(
      ([code, name]) => html`<button class="language__choice" name="language" value=${code} lang=${code}
        aria-pressed=${String(code === locale)} title=${name}
        ><span aria-hidden="true">${code.toUpperCase()}</span><span class="visually-hidden">${name}</span></button>`,
    )}
  </form>`;
}
