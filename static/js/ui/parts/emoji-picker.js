import { t } from "../../core/i18n.js";
import { hasKeyboard } from "../../core/page.js";
import { source } from "../../net/emoji-database.js";
import { showFault } from "./alerts.js";
import { emojiWords } from "./emoji-picker-texts.js";

const EDGE = 8;
const GAP = 6;

/** @type {?HTMLDialogElement} made when first asked for, then kept */
let dialog = null;
let answer = (_emoji) => {};

/**
 * Lets the reader choose an emoji beside `anchor` (on a phone, in a sheet); null when they rather don't.
 * Picker and data are fetched when first needed. The focus goes back to where it was.
 */
export function pickEmoji(anchor) {
  dialog ??= build();
  const { left, right, top, bottom } = anchor.getBoundingClientRect();
  dialog.showModal();
  place(dialog, { left, right, top, bottom });
  if (dialog.firstElementChild) focusSearch();
  else fill().catch(() => (close(null), showFault({ code: "offline", message: "" })));
  return new Promise((resolve) => (answer = resolve));
}

function build() {
  const made = document.createElement("dialog");
  made.className = "emoji-sheet";
  made.setAttribute("aria-label", t("Emoji"));
  made.addEventListener("click", (event) => event.target === made && close(null));
  // Keys typed into its search field are no shortcuts.
  made.addEventListener("keydown", (event) => event.stopPropagation());
  made.addEventListener("cancel", (event) => (event.preventDefault(), close(null)));
  // The browser's way back leaves the page that the dialog belongs to.
  addEventListener("popstate", () => made.open && close(null));
  document.body.append(made);
  return made;
}

async function fill() {
  const { default: Picker } = await import("emoji-picker-element/picker");
  if (dialog.firstElementChild) return;
  const picker = new Picker({ ...source(), i18n: emojiWords(), skinToneEmoji: "👋" });
  picker.addEventListener("emoji-click", ({ detail }) => detail.unicode && close(detail.unicode));
  dialog.append(picker);
  // Its search field is rendered with the next frame.
  requestAnimationFrame(focusSearch);
}

// On a touch screen the field would bring the keyboard up over the emoji.
function focusSearch() {
  const field = dialog.firstElementChild.shadowRoot.querySelector("input");
  if (field) field.value = "";
  field?.dispatchEvent(new Event("input"));
  if (hasKeyboard()) field?.focus();
}

function close(emoji) {
  dialog.close();
  answer(emoji);
}

/** Places the dialog above the anchor or, without room there, below it, ending where it ends. A phone's sheet ignores that. */
function place(element, anchor) {
  const { width, height } = element.getBoundingClientRect();
  const left = Math.min(Math.max(EDGE, anchor.right - width), innerWidth - width - EDGE);
  const above = anchor.top - height - GAP;
  const top = above >= EDGE ? above : Math.min(anchor.bottom + GAP, innerHeight - height - EDGE);
  element.style.setProperty("--left", `${left}px`);
  element.style.setProperty("--top", `${Math.max(EDGE, top)}px`);
}
