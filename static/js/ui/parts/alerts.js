import { html } from "htm/preact";
import { signal } from "@preact/signals";
import { t } from "../../core/i18n.js";
import { faultText } from "../../view/names.js";
import { Icon, IconButton } from "./icon.js";

const STAYS = 8000;
const line = signal(/** @type {?{text: string, wrong: boolean}} */ (null));
let timer;

/** Shows what went wrong with something the reader just did. @param {import("../../types.js").Fault} fault */
export const showFault = (fault) => display({ text: faultText(fault), wrong: true });

/** Shows a note about something the reader just did. @param {string} text */
export const showNote = (text) => display({ text, wrong: false });

function display(next) {
  line.value = next;
  clearTimeout(timer);
  timer = setTimeout(() => (line.value = null), STAYS);
}

/** The line that shows the last fault or note, for some seconds. */
export function Alerts() {
  const now = line.value;
  return html`<div role="alert">${now && html`<div class=${now.wrong ? "conversation__banner conversation__banner--error" : "conversation__note"}>
    <${Icon} name=${now.wrong ? "alert" : "info"} /><span>${now.text}</span>
    <${IconButton} icon="close" label=${t("Close")} onClick=${() => (line.value = null)} />
  </div>`}</div>`;
}
