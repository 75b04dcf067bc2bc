import { signal } from "@preact/signals";

// The widths at which shell.css changes its columns.
const PHONE = "(max-width: 719.98px)";
const WIDE = "(min-width: 1140px)";

function watched(query) {
  const list = matchMedia(query);
  const now = signal(list.matches);
  list.addEventListener("change", () => (now.value = list.matches));
  return now;
}

/** One pane at a time. */
export const phone = watched(PHONE);
/** Details stand beside the conversation instead of over it. */
export const wide = watched(WIDE);
