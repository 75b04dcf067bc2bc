import { pageStorage } from "../core/storage.js";
import { Preferences } from "../store/preferences.js";

/** The switch for shortcuts of a single key, as in the app's own list of shortcuts. @param {HTMLElement} label */
export function offerSingleKeys(label) {
  const preferences = new Preferences(pageStorage());
  const box = label.querySelector("input");
  box.checked = preferences.singleKeys.value;
  box.addEventListener("change", () => preferences.allowSingleKeys(box.checked));
  label.hidden = false;
}
