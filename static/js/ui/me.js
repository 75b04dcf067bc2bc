import { html } from "htm/preact";
import { boot } from "../core/boot.js";
import { t, tn } from "../core/i18n.js";
import { post } from "../core/page.js";
import { personName } from "../view/names.js";
import { Avatar } from "./avatar.js";
import { useChat } from "./context.js";
import { useDisclosure } from "./disclosure.js";
import { Icon } from "./icon.js";
import { LanguageSwitch } from "./language.js";
import { ThemeSwitch } from "./themeswitch.js";

/** Who I am; behind it the theme, the language, my settings, the way out. */
export function Me() {
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

// What waits to be sent would stay behind on a machine that may be somebody else's.
function leave(chat) {
  const waiting = chat.outbox.items.peek().size;
  const question = tn("{n} message is not sent yet. Log out and drop it?", "{n} messages are not sent yet. Log out and drop them?", waiting);
  if (waiting && !confirm(question)) return;
  chat.forget();
  post("/logout");
}
