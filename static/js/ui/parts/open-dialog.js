import { signal } from "@preact/signals";

/** The dialog that is open. @type {import("@preact/signals").Signal<"switcher"|"shortcuts"|"invite"|null>} */
export const open = signal(/** @type {any} */ (null));

/** Opens a dialog in place of the one that is, which gives the focus back first. @param {"switcher"|"shortcuts"|"invite"|null} name */
export function show(name) {
  document.querySelector("dialog[open]")?.close();
  open.value = name;
}
