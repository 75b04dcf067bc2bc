import { computed, signal } from "@preact/signals-core";
import { pageStorage } from "../core/storage.js";

const OFF = "ngobrol:notices";
const storage = pageStorage();
const supported = () => Boolean(globalThis.isSecureContext && globalThis.Notification);
const read = () => (supported() ? Notification.permission : "none");

const permission = signal(/** @type {"default"|"granted"|"denied"|"none"} */ (read()));
const off = signal(storage.get(OFF) === "off");

/** What this browser does with notifications; `ask`: the reader hasn't decided yet, `none`: it has none. */
export const state = computed(() => {
  if (permission.value === "granted") return off.value ? "off" : "on";
  return { default: "ask", denied: "denied", none: "none" }[permission.value];
});

// The reader may change the permission in the browser's own settings, or the switch in another tab.
globalThis.navigator?.permissions?.query({ name: "notifications" }).then((found) => (found.onchange = () => (permission.value = read())), () => {});
globalThis.addEventListener?.("storage", ({ key, newValue }) => key === OFF && (off.value = newValue === "off"));

/** Turns them on. Has to be called from a click, because the browser asks the reader the first time. */
export async function turnOn() {
  storage.remove(OFF);
  off.value = false;
  if (supported()) await Notification.requestPermission();
  permission.value = read();
}

/** Turns them off in this browser. The permission stays: a page can't give it back. */
export function turnOff() {
  storage.set(OFF, "off");
  off.value = true;
}

const registration = () => navigator.serviceWorker?.getRegistration().catch(() => undefined);

/**
 * Shows a notification; one with the same `tag` is replaced.
 * @param {{tag: string, title: string, body: string, icon: string, path: string}} notice plain text
 * @param {(path: string) => void} open called for a click, where there is no service worker to handle it
 */
export async function show({ tag, title, body, icon, path }, open) {
  const options = { tag, body, icon, renotify: true, data: { path } };
  const worker = await registration();
  if (worker?.active) return worker.showNotification(title, options);
  const notice = new Notification(title, options);
  here.set(tag, notice);
  notice.onclick = () => {
    notice.close();
    globalThis.focus();
    open(path);
  };
}

/** Those shown without a service worker, by tag. */
const here = new Map();

/** Takes away the notification with that tag, or all. */
export async function close(tag) {
  for (const [name, notice] of here) if (!tag || name === tag) notice.close();
  const worker = await registration();
  for (const notice of (await worker?.getNotifications(tag ? { tag } : {})) ?? []) notice.close();
}
