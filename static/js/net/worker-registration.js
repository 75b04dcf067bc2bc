import { signal } from "@preact/signals-core";

/** True once the server is another release than the one this page was made by. */
export const outdated = signal(false);

/**
 * Registers the service worker, which keeps the app's files, so that it starts without the server, and reports new releases.
 * @param {{release: string, look: string, open: (path: string) => void, workers?: ServiceWorkerContainer}} options
 *   `look`: language and theme, for the page that is kept; `open`: called with the path of a notification that was clicked
 * @returns {() => void} looks for a new release; browsers do so by themselves only when pages are loaded
 */
export function startWorker({ release, look, open, workers = globalThis.navigator?.serviceWorker }) {
  // Plain http other than localhost has no service workers.
  if (!workers) return () => {};
  const found = () => workers.getRegistration().catch(() => undefined);
  workers.addEventListener("message", ({ data }) => {
    if (data.topic === "release") outdated.value = data.release !== release;
    if (data.topic === "open") open(data.path);
  });
  workers.register("/service-worker.js").then(found, () => undefined).then((registration) => registration?.active?.postMessage({ look }));
  return () => found().then((registration) => registration?.update()).catch(() => {});
}
