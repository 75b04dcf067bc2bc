import { marked, MARKS } from "../../view/markup.js";
import { pressed } from "../../view/shortcuts.js";
import { replaceText } from "./insert-text.js";

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
