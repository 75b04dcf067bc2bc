import { html } from "htm/preact";
import { t } from "../../core/i18n.js";
import { isSingle, SHORTCUTS } from "../../view/shortcuts.js";
import { useChat } from "../parts/chat-context.js";
import { Dialog } from "../parts/dialog.js";
import { KeyCaps } from "../parts/key-caps.js";

const PLACES = { app: () => t("Everywhere"), composer: () => t("While writing"), feed: () => t("In the messages") };

/** The dialog that lists the shortcuts, with the switch for those of a single character. */
export function ShortcutsDialog() {
  const { preferences } = useChat();
  const singles = preferences.singleKeys.value;
  return html`<${Dialog} name="shortcuts" title=${t("Keyboard shortcuts")} extra="dialog--shortcuts">
    <div class="dialog__body">
      <div class="shortcuts">${Object.entries(PLACES).map(([where, title]) => html`<section class="shortcuts__place" key=${where}>
        <h3 class="shortcuts__title">${title()}</h3>
        <dl class="shortcuts__list">${usable(where, singles).map((shortcut) => html`<${Line} key=${shortcut.id} ...${shortcut} />`)}</dl>
      </section>`)}</div>
      <p class="muted small">${t("Tab leads to the messages and from there on; the arrows move between them.")}</p>
      <label class="choice choice--plain"><input class="choice__input" type="checkbox" checked=${singles} onChange=${(event) => preferences.allowSingleKeys(event.currentTarget.checked)} />
        <span><span class="choice__label">${t("Shortcuts of a single key")}</span>
          <span class="choice__hint">${t("Letters and signs such as R or ?. Switch them off if you speak your text, or press keys by accident. Kept on this device.")}</span></span></label>
    </div>
  <//>`;
}

/** A place's shortcuts with those of their keys that are switched on; a shortcut without any isn't listed. */
const usable = (where, singles) =>
  SHORTCUTS.filter((shortcut) => shortcut.where === where)
    .map((shortcut) => ({ ...shortcut, keys: shortcut.keys.filter((each) => singles || !isSingle(each)) }))
    .filter(({ keys }) => keys.length > 0);

const Line = ({ keys, label }) => html`<div class="shortcuts__line">
  <dt>${label()}</dt>
  <dd>${keys.map((each, index) => html`${index > 0 && html`<span class="shortcuts__or">${t("or")}</span>`}<${KeyCaps} keys=${each} />`)}</dd>
</div>`;
