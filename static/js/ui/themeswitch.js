import { html } from "htm/preact";
import { t } from "../core/i18n.js";
import { currentTheme } from "../core/theme.js";
import { Icon } from "./icon.js";

/** System, light, dark: the same form as on the server's pages, which js/theme.js takes over everywhere. */
export function ThemeSwitch() {
  const choices = [["system", "contrast", t("Like the system")], ["light", "sun", t("Light")], ["dark", "moon", t("Dark")]];
  return html`<form class="segments" method="post" action="/theme" aria-label=${t("Theme")}>
    ${choices.map(([value, icon, label]) => html`<button class="segments__choice" name="theme" value=${value} title=${label}
      aria-pressed=${String(value === currentTheme())}><${Icon} name=${icon} /><span class="visually-hidden">${label}</span></button>`)}
  </form>`;
}
