/**
 * Replaces part of a field's text as if it had been typed: undo works, and there is an `input` event.
 * @param {HTMLTextAreaElement} field
 * @param {[number, number]} [selected] the selection afterwards; by default the caret stands behind the new text
 */
export function replaceText(field, from, to, text, selected = [from + text.length, from + text.length]) {
  field.focus({ preventScroll: true });
  field.setSelectionRange(from, to);
  // Only this old command keeps the field's undo history.
  if (!document.execCommand(text ? "insertText" : "delete", false, text)) {
    field.setRangeText(text, from, to, "end");
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  field.setSelectionRange(...selected);
}

/** Puts text where the caret is, in place of what is selected. */
export const typeText = (field, text) => replaceText(field, field.selectionStart, field.selectionEnd, text);
