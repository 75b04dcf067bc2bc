import { html } from "htm/preact";
import { t } from "../core/i18n.js";
import { useChat } from "./context.js";
import { Icon } from "./icon.js";

/** The ways from the list to all of my rooms and to support; the support room is made when first needed, so it is a form. */
export function Ways() {
  const admin = useChat().me.value.role === "admin";
  return html`<div class="ways">
    <a class="help" href="/my-rooms"><${Icon} name="rooms" />${t("My rooms")}</a>
    ${admin
      ? html`<a class="help" href="/admin"><${Icon} name="support" />${t("Support desk")}</a>`
      : html`<form method="post" action="/support"><button class="help"><${Icon} name="support" />${t("Help")}</button></form>`}
  </div>`;
}
