import { html } from "htm/preact";
import { signal } from "@preact/signals";
import { boot } from "../../core/boot.js";
import { t } from "../../core/i18n.js";
import { useChat } from "./chat-context.js";
import { Icon } from "./icon.js";

/** Whether this device may protect the name and hasn't been asked lately; the server knows. */
const due = signal(boot.claim === "now");

/** Suggests a password to those who have none, to protect their name; "later" is remembered for a while. */
export function Claim({ extra = "" }) {
  const me = useChat().me.value;
  if (!due.value || me.verified) return null;
  const later = (event) => {
    event.preventDefault();
    due.value = false;
    fetch("/settings/claim-later", { method: "POST", redirect: "manual", keepalive: true }).catch(() => {});
  };
  return html`<section class=${`claim ${extra}`} aria-label=${t("Protect my name")}>
    <${Icon} name="shield" />
    <p class="claim__text">${t("Without a password anyone who knows your name can sign in with it.")}</p>
    <div class="claim__ways">
      <a class="button button--small" href="/settings#password">${t("Set a password")}</a>
      <form method="post" action="/settings/claim-later" onSubmit=${later}><button class="button button--small button--quiet">${t("Later")}</button></form>
    </div>
  </section>`;
}
