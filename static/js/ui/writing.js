import { linked, marked, MARKS } from "../view/markup.js";
import { pressed } from "../view/shortcuts.js";
import { replaceText } from "./insert.js";
import { filesOnly, refuseFiles } from "./files.js";

/** Ctrl+B and its like wrap what is selected; true when the key was one of them. @param {KeyboardEvent & {currentTarget: HTMLTextAreaElement}} event */
export function markupKeys(event) {
  const mark = MARKS[pressed(event, "composer", true)];
  if (!mark) return false;
  event.preventDefault();
  const { value, selectionStart, selectionEnd } = event.currentTarget;
  const { from, to, put, start, end } = marked(value, selectionStart, selectionEnd, mark);
  replaceText(event.currentTarget, from, to, put, [start, end]);
  return true;
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
