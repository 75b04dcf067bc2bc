import { html } from "htm/preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../../core/i18n.js";
import { IconButton } from "./icon.js";
import { open, show } from "./open-dialog.js";

/** A modal dialog: the browser keeps the focus in it, closes it on Escape, and gives the focus back. */
export function Dialog({ name, title, extra = "", quiet = false, children }) {
  const element = useRef(null);
  useLayoutEffect(() => element.current.showModal(), []);
  const close = () => open.peek() === name && show(null);
  // The browser's way back leaves the page that the dialog belongs to.
  useEffect(() => {
    addEventListener("popstate", close);
    return () => removeEventListener("popstate", close);
  }, []);
  // The event comes late: by then another dialog may be open in place of this one.
  const onClose = () => element.current && !element.current.open && close();
  const onCancel = (event) => {
    event.preventDefault();
    close();
  };
  // A click whose target is the dialog itself was outside of its content.
  const onClick = (event) => event.target === element.current && close();
  return html`<dialog class="dialog ${extra}" aria-label=${title} ref=${element} onCancel=${onCancel} onClose=${onClose} onClick=${onClick}>
    <div class="dialog__inside">
      ${!quiet && html`<header class="dialog__head"><h2 class="dialog__title">${title}</h2><${IconButton} icon="close" label=${t("Close")} onClick=${close} /></header>`}
      ${children}
    </div>
  </dialog>`;
}
