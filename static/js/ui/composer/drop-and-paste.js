import { useEffect } from "preact/hooks";
import { t } from "../../core/i18n.js";
import { linked } from "../../view/markup.js";
import { showNote } from "../parts/alerts.js";
import { replaceText, typeText } from "./insert-text.js";

const FIELDS = "input, textarea, select, [contenteditable], dialog";

/**
 * Puts text that is dropped on the conversation, or pasted while no field has the focus, into the composer. Without it the
 * browser would leave the page to open a dropped file.
 * @param {{current: HTMLTextAreaElement}} input
 */
export function useDropAndPaste(input) {
  useEffect(() => {
    const elsewhere = (event) => !event.target.closest?.(FIELDS);
    const within = (event) => elsewhere(event) && event.target.closest?.(".conversation");
    const over = (event) => {
      if (filesOnly(event.dataTransfer) || within(event)) event.preventDefault();
    };
    const drop = (event) => {
      if (filesOnly(event.dataTransfer)) return refuseFiles(event);
      const text = within(event) && event.dataTransfer.getData("text/plain");
      if (!text) return undefined;
      event.preventDefault();
      return typeText(input.current, text);
    };
    const paste = (event) => {
      if (!elsewhere(event)) return undefined;
      if (filesOnly(event.clipboardData)) return refuseFiles(event);
      const text = event.clipboardData.getData("text/plain");
      if (text) event.preventDefault();
      return text && typeText(input.current, text);
    };
    const heard = { dragover: over, drop, paste };
    for (const [name, hear] of Object.entries(heard)) document.addEventListener(name, hear);
    return () => Object.entries(heard).forEach(([name, hear]) => document.removeEventListener(name, hear));
  }, []);
}

/** Handles what is pasted into a text field: an address pasted over selected text makes a link of it, files are refused. */
export function onPaste(event) {
  const { clipboardData, currentTarget: field } = event;
  if (filesOnly(clipboardData)) return refuseFiles(event);
  const { value, selectionStart: from, selectionEnd: to } = field;
  const link = linked(value.slice(from, to), clipboardData.getData("text/plain"));
  if (!link) return undefined;
  event.preventDefault();
  return replaceText(field, from, to, link);
}

/** True for files without a text; office programs copy a picture beside their text. @param {DataTransfer} data */
const filesOnly = (data) => data.types.includes("Files") && !data.types.includes("text/plain");

/** Says that files can't be sent, once for all of them. */
function refuseFiles(event) {
  event.preventDefault();
  showNote(t("Pictures and files can't be sent yet. Your text is kept."));
}
