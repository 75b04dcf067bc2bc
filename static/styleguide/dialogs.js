import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t } from "../js/core/i18n.js";
import { keysOf } from "../js/view/shortcuts.js";
import { open, show } from "../js/ui/parts/open-dialog.js";
import { pickEmoji } from "../js/ui/parts/emoji-picker.js";
import { FindButton } from "../js/ui/list/find-button.js";
import { KeyCaps } from "../js/ui/parts/key-caps.js";
import { ShortcutsDialog } from "../js/ui/dialogs/shortcuts-dialog.js";
import { FeedSkeleton, PeopleSkeleton } from "../js/ui/parts/skeleton.js";
import { Switcher } from "../js/ui/dialogs/switcher.js";

const DIALOGS = { switcher: Switcher, shortcuts: ShortcutsDialog };

/** The app's own dialogs, opened from here; only the side that opened one shows it, in its theme. */
export function Dialogs() {
  const [ours, setOurs] = useState(null);
  const Open = open.value && ours === open.value ? DIALOGS[open.value] : null;
  const begin = (name) => {
    setOurs(name);
    show(name);
  };
  return html`<div class="guide__row">
      ${Object.keys(DIALOGS).map((name) => html`<button type="button" class="button" onClick=${() => begin(name)}>${name}</button>`)}
      <button type="button" class="button" onClick=${(event) => pickEmoji(event.currentTarget)}>emoji</button>
    </div>
    <div class="guide__sidebar"><${FindButton} /></div>
    <p class="guide__row"><${KeyCaps} keys=${keysOf("switcher")[0]} /><${KeyCaps} keys="Alt Shift ArrowUp" /><${KeyCaps} keys="Escape" /> ${t("Keyboard shortcuts")}</p>
    ${Open && html`<${Open} />`}`;
}

export const Skeletons = () => [html`<${FeedSkeleton} />`, html`<${PeopleSkeleton} count=${3} />`];
