/**
 * Replaces part of a field's text as if it had been typed: undo works, and who listens to `input` hears of it.
 * @param {HTMLTextAreaElement} field
 * @param {[number, number]} [selected] what is selected then; nothing, behind what was put in, unless told
 */
export function replaceText(field, from, to, text, selected = [from + text.length, from + text.length]) {
  field.focus({ preventScroll: true });
  field.setSelectionRange(from, to);
  // The old command is the only one that leaves undo alone.
  if (!document.execCommand(text ? "insertText" : "delete", false, text)) {
    field.setRangeText(text, from, to, "end");
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  field.setSelectionRange(...selected);
}

/** Puts text where the caret is, in place of what is selected. */
export const typeText = (field, text) => replaceText(field, field.selectionStart, field.selectionEnd, text);
