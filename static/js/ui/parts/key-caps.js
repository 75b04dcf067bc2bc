import { html } from "htm/preact";
import { isMac } from "../../core/page.js";
import { keyNames } from "../../view/shortcuts.js";

/** A key combination, drawn as keys. */
export const KeyCaps = ({ keys }) => html`<span class="keys">${keyNames(keys, isMac()).map((name) => html`<kbd class="key">${name}</kbd>`)}</span>`;
