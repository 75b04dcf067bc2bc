import { signal } from "@preact/signals";

/** The dialog that is open. @type {import("@preact/signals").Signal<"switcher"|"shortcuts"|"invite"|null>} */
export const open = signal(/** @type {any} */ (null));

/** Opens a dialog. The one that is open closes first, and gives the focus back. @param {"switcher"|"shortcuts"|"invite"|null} name */
export function show(name) {
  document.querySelector("dialog[open]")?.close();
  open.value = name;
}
