import { html } from "htm/preact";
import { t } from "../../core/i18n.js";
import { keysOf } from "../../view/shortcuts.js";
import { Icon } from "../parts/icon.js";
import { KeyCaps } from "../parts/key-caps.js";
import { show } from "../parts/open-dialog.js";

/** The field at the top of the list that opens the switcher. */
export function FindButton() {
  return html`<button type="button" class="find" aria-haspopup="dialog" aria-keyshortcuts="Control+K Meta+K" onClick=${() => show("switcher")}>
    <${Icon} name="search" /><span class="find__text">${t("Find or go to…")}</span>
    <span class="find__keys" aria-hidden="true"><${KeyCaps} keys=${keysOf("switcher")[0]} /></span>
  </button>`;
}
