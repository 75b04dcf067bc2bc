import { html } from "htm/preact";
import { signal } from "@preact/signals";
import { t } from "../core/i18n.js";
import { faultText } from "../view/names.js";
import { Icon, IconButton } from "./icon.js";

const STAYS = 8000;
const trouble = signal(/** @type {?import("../types.js").Fault} */ (null));
let timer;

/** Says what went wrong with something the reader just did. @param {import("../types.js").Fault} fault */
export function complain(fault) {
  trouble.value = fault;
  clearTimeout(timer);
  timer = setTimeout(() => (trouble.value = null), STAYS);
}

/** The line that says it. */
export function Trouble() {
  const fault = trouble.value;
  return html`<div role="alert">${fault && html`<div class="conversation__banner conversation__banner--error">
    <${Icon} name="alert" /><span>${faultText(fault)}</span>
    <${IconButton} icon="close" label=${t("Close")} onClick=${() => (trouble.value = null)} />
  </div>`}</div>`;
}
