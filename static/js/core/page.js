/** True where a mouse or trackpad is the main pointer: Enter sends there, and the composer takes the focus. */
export const hasKeyboard = () => matchMedia("(hover: hover) and (pointer: fine)").matches;

/** True where shortcuts are pressed with Command. */
export const isMac = () => /mac|iphone|ipad/i.test(navigator.userAgentData?.platform ?? navigator.platform);

/** Runs `work` once the browser has nothing else to do. */
export const whenIdle = (work) => void (globalThis.requestIdleCallback ? requestIdleCallback(work, { timeout: 5000 }) : setTimeout(work, 1000));

/** Submits a form without fields, for actions that only the server's pages have. */
export function post(path) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = path;
  document.body.append(form);
  form.submit();
}

/** The tab's title: unread count, place, product. */
export function pageTitle(place, unread) {
  const count = unread > 99 ? "(99+) " : unread ? `(${unread}) ` : "";
  return `${count}${place ? `${place} · ` : ""}Ngobrol`;
}

/**
 * Copies text; false where the browser doesn't let us.
 * @param {HTMLInputElement} [field] has the text already; needed in a dialog, because nothing outside of it can be selected
 */
export async function copy(text, field) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return field ? copyFrom(field) : copyByHand(text);
  }
}

// Pages over plain http have no clipboard API, only the old command.
function copyFrom(field) {
  field.select();
  return document.execCommand("copy");
}

function copyByHand(text) {
  const focused = document.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "visually-hidden";
  document.body.append(field);
  const done = copyFrom(field);
  field.remove();
  focused?.focus({ preventScroll: true });
  return done;
}
