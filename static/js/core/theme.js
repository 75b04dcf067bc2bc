/** @typedef {"system"|"light"|"dark"} Theme */

const FORM = 'form[action="/theme"]';

/** Reaches the other tabs of this browser. Without BroadcastChannel they change when they are loaded again. */
const tabs = globalThis.BroadcastChannel && new BroadcastChannel("theme");

/** @returns {Theme} */
export const currentTheme = () => document.documentElement.dataset.theme;

/** Shows a theme on this page: the style sheets follow `data-theme`, the browser's own parts the metas. @param {Theme} theme */
export function showTheme(theme) {
  document.documentElement.dataset.theme = theme;
  document.querySelector('meta[name="color-scheme"]').content = theme === "system" ? "light dark" : theme;
  for (const meta of document.querySelectorAll('meta[name="theme-color"]')) {
    const { scheme } = meta.dataset;
    meta.media = theme === "system" ? `(prefers-color-scheme: ${scheme})` : theme === scheme ? "all" : "not all";
  }
  for (const button of document.querySelectorAll(`${FORM} [name="theme"]`)) {
    button.setAttribute("aria-pressed", String(button.value === theme));
  }
}

let pending = 0;
let last = Promise.resolve();

/** True until the server has stored what was chosen here; the account's theme is out of date until then. */
export const choosing = () => pending > 0;

/** Shows a theme here and in the other tabs, and stores it on the server, one choice after the other. @param {Theme} theme */
export function chooseTheme(theme) {
  showTheme(theme);
  tabs?.postMessage(theme);
  const body = new URLSearchParams({ theme });
  pending += 1;
  last = last
    .then(() => fetch("/theme", { method: "POST", body, redirect: "manual", keepalive: true }))
    .catch(() => {})
    .then(() => void (pending -= 1));
}

/** Handles the forms that choose a theme, also those that are added later, and follows the other tabs. */
export function followTheme() {
  if (tabs) tabs.onmessage = ({ data }) => showTheme(data);
  document.addEventListener("submit", (event) => {
    if (!event.target.matches(FORM) || !event.submitter) return;
    event.preventDefault();
    chooseTheme(event.submitter.value);
  });
}
