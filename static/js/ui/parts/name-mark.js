import { html } from "htm/preact";
import { markOf } from "../../view/names.js";
import { Icon } from "./icon.js";

/** What the server vouches for, beside a name: an admin; and with `trust`, where one decides whom to trust, a protected name. */
export function NameMark({ person, trust = false }) {
  const mark = markOf(person, trust);
  if (!mark) return null;
  return html`<span class="mark mark--${mark.name}" title=${mark.label}><${Icon} name=${mark.name} /><span class="visually-hidden">${mark.label}</span></span>`;
}
