import { html } from "htm/preact";
import { boot } from "../../core/boot.js";

export const Icon = ({ name }) => html`<svg class="icon" aria-hidden="true"><use href=${`${boot.icons}#${name}`} /></svg>`;

/** A round button or link that is only an icon; `label` is its name for everybody. */
export function IconButton({ icon, label, href, extra = "", ...rest }) {
  const inside = html`<${Icon} name=${icon} /><span class="visually-hidden">${label}</span>`;
  return href
    ? html`<a class="icon-button ${extra}" href=${href} title=${label} ...${rest}>${inside}</a>`
    : html`<button type="button" class="icon-button ${extra}" title=${label} ...${rest}>${inside}</button>`;
}
