import { html } from "htm/preact";
import { useRef, useState } from "preact/hooks";
import { t } from "../../core/i18n.js";
import { copy } from "../../core/page.js";
import { Icon } from "./icon.js";

const STAYS = 3000;

/** A read-only field with a button that copies its text and says so. */
export function CopyField({ id, label, value }) {
  const input = useRef(null);
  const [done, setDone] = useState(/** @type {?boolean} */ (null));
  const onClick = async () => {
    const copied = await copy(value, input.current);
    setDone(copied);
    setTimeout(() => setDone(null), STAYS);
  };
  const said = done === null ? "" : done ? t("Copied") : t("Press Ctrl+C to copy it.");
  return html`<div class="field">
    <label class="field__label" for=${id}>${label}</label>
    <div class="copyfield">
      <input class="input" id=${id} readonly value=${value} ref=${input} onFocus=${(event) => event.currentTarget.select()} />
      <button type="button" class="button ${done ? "" : "button--primary"}" onClick=${onClick}><${Icon} name=${done ? "check" : "copy"} />${done ? t("Copied") : t("Copy link")}</button>
    </div>
    <p class="${done === false ? "field__hint" : "visually-hidden"}" role="status">${said}</p>
  </div>`;
}
