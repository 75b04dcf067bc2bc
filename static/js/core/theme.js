/** @typedef {"system"|"light"|"dark"} Theme */

const FORM = 'form[action="/theme"]';

/** The other tabs of this browser; a browser without channels has them follow when they load. */
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

let underWay = 0;
let last = Promise.resolve();

/** True until the server keeps what was chosen here: what the account says meanwhile is older. */
export const choosing = () => underWay > 0;

/** Shows a theme here and in the other tabs, and has the server keep it, one choice after the other. @param {Theme} theme */
export function chooseTheme(theme) {
  showTheme(theme);
  tabs?.postMessage(theme);
  const body = new URLSearchParams({ theme });
  underWay += 1;
  last = last
    .then(() => fetch("/theme", { method: "POST", body, redirect: "manual", keepalive: true }))
    .catch(() => {})
    .then(() => void (underWay -= 1));
}

/** Takes over the forms that choose a theme, those of pages to come too, and follows the other tabs. */
export function followTheme() {
  if (tabs) tabs.onmessage = ({ data }) => showTheme(data);
  document.addEventListener("submit", (event) => {
    if (!event.target.matches(FORM) || !event.submitter) return;
    event.preventDefault();
    chooseTheme(event.submitter.value);
  });
}
