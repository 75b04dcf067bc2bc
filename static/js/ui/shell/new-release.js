import { html } from "htm/preact";
import { t } from "../../core/i18n.js";
import { outdated } from "../../net/worker-registration.js";
import { Icon } from "../parts/icon.js";

/** Says that the server has a newer release than this page. A reload loses nothing that was written. */
export function NewRelease() {
  return html`<div class="newrelease" role="status">${outdated.value && html`<p class="newrelease__note"><${Icon} name="refresh" />
    <span>${t("A new version is ready.")}</span>
    <button type="button" class="button button--small" onClick=${() => location.reload()}>${t("Reload")}</button></p>`}</div>`;
}
