import { useEffect } from "preact/hooks";
import { filesOnly, refuseFiles } from "./files.js";
import { typeText } from "./insert.js";

const FIELDS = "input, textarea, select, [contenteditable], dialog";

/**
 * Text dropped on the conversation, or pasted while no field has the focus, goes into the composer; a dropped file never
 * takes the page away.
 * @param {{current: HTMLTextAreaElement}} input
 */
export function useHandover(input) {
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
