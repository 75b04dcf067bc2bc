import { html } from "htm/preact";
import { useRef } from "preact/hooks";
import { Icon } from "./icon.js";

/** A button that opens a panel. A choice in it, Escape, or the focus going elsewhere closes it. */
export function Menu({ icon, label, extra = "", children }) {
  const element = useRef(null);
  const panel = useRef(null);
  const close = () => element.current?.removeAttribute("open");
  const onToggle = () => element.current?.open && keepInside(panel.current, element.current.closest(".feed"));
  const onKeyDown = (event) => {
    if (event.key !== "Escape" || !element.current.open) return;
    event.stopPropagation();
    close();
    element.current.querySelector("summary").focus();
  };
  const onFocusOut = (event) => event.relatedTarget && !element.current.contains(event.relatedTarget) && close();
  return html`<details class=${`menu ${extra}`} name="message-menu" ref=${element} onToggle=${onToggle} onKeyDown=${onKeyDown} onFocusOut=${onFocusOut}>
    <summary class="icon-button" title=${label}><${Icon} name=${icon} /><span class="visually-hidden">${label}</span></summary>
    <div class="menu__panel" ref=${panel} onClick=${close}>${children}</div>
  </details>`;
}

/** Opens a menu from the keyboard, at its first choice. @param {?HTMLDetailsElement} menu */
export function openMenu(menu) {
  if (!menu) return;
  menu.open = true;
  menu.querySelector(".menu__panel button")?.focus();
}

/** Opens the panel towards where there is room in the feed; the phone's sheet at the bottom stays as it is. */
function keepInside(panel, feed) {
  panel.style.inset = "";
  if (!feed || getComputedStyle(panel).position === "fixed") return;
  const edge = feed.getBoundingClientRect();
  const { left, right, top, bottom, height } = panel.getBoundingClientRect();
  if (right > edge.right) panel.style.insetInline = "auto 0";
  if (left < edge.left) panel.style.insetInline = "0 auto";
  if (bottom > edge.bottom) panel.style.insetBlock = "auto calc(100% + 4px)";
  else if (top < edge.top && top + 2 * height < edge.bottom) panel.style.insetBlock = "calc(100% + 4px) auto";
}
