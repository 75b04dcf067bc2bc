import { html } from "htm/preact";
import { boot } from "../core/boot.js";
import { currentLocale, t } from "../core/i18n.js";

const DEFAULT = "id";

/** A plain form: another language is another page from the server. */
export function LanguageSwitch() {
  const locale = currentLocale();
  const inOrder = Object.entries(boot.languages).sort(([a], [b]) => Number(b === DEFAULT) - Number(a === DEFAULT));
  return html`<form class="language" method="post" action="/language" aria-label=${t("Language")}>
    <input type="hidden" name="next" value=${globalThis.location.pathname} />
    ${inOrder.map(
      ([code, name]) => html`<button class="language__choice" name="language" value=${code} lang=${code}
        aria-pressed=${String(code === locale)} title=${name}
        ><span aria-hidden="true">${code.toUpperCase()}</span><span class="visually-hidden">${name}</span></button>`,
    )}
  </form>`;
}
