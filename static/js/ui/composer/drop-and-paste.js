import { useEffect } from "preact/hooks";
import { t } from "../../core/i18n.js";
import { linked } from "../../view/markup.js";
import { showNote } from "../parts/alerts.js";
import { replaceText, typeText } from "./insert-text.js";

const FIELDS = "input, textarea, select, [contenteditable], dialog";

/**
 * Text dropped on the conversation, or pasted while no field has the focus, goes into the composer; a dropped file never
 * takes the page away.
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

/** Pasting into a text field: an address over selected text links it, files are refused with a word, the rest is plain text anyway. */
export function onPaste(event) {
  const { clipboardData, currentTarget: field } = event;
  if (filesOnly(clipboardData)) return refuseFiles(event);
  const { value, selectionStart: from, selectionEnd: to } = field;
  const link = linked(value.slice(from, to), clipboardData.getData("text/plain"));
  if (!link) return undefined;
  event.preventDefault();
  return replaceText(field, from, to, link);
}

/** True for a picture or a file; what an office program copies has its text beside the picture. @param {DataTransfer} data */
const filesOnly = (data) => data.types.includes("Files") && !data.types.includes("text/plain");

/** Says, once for however many, that files can't be sent; what was written stays. */
function refuseFiles(event) {
  event.preventDefault();
  showNote(t("Pictures and files can't be sent yet. Your text is kept."));
}
