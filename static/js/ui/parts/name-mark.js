import { html } from "htm/preact";
import { markOf } from "../../view/names.js";
import { Icon } from "./icon.js";

/** The sign beside a name: that of admins and, with `trust` (where the reader decides whom to trust), that of protected names. */
export function NameMark({ person, trust = false }) {
  const mark = markOf(person, trust);
  if (!mark) return null;
  return html`<span class="mark mark--${mark.name}" title=${mark.label}><${Icon} name=${mark.name} /><span class="visually-hidden">${mark.label}</span></span>`;
}
