export const LONG = 60_000;

/**
 * Calls `shown` when the page comes into view again, with whether it was hidden for long.
 * @param {(long: boolean) => void} shown
 */
export function onShown(shown, page = globalThis.document, now = Date.now) {
  let hiddenAt = page.hidden ? now() : null;
  page.addEventListener("visibilitychange", () => {
    if (page.hidden) {
      hiddenAt = now();
      return;
    }
    shown(hiddenAt !== null && now() - hiddenAt > LONG);
    hiddenAt = null;
  });
}
