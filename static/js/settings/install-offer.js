import { render } from "preact";
import { html } from "htm/preact";
import { t } from "../core/i18n.js";

/** Offers to install the app, once the browser says that it can be and isn't yet. @param {Element} place */
export function offerInstall(place) {
  const show = (offer) => render(offer && html`<${Offer} offer=${offer} onDone=${() => show(null)} />`, place);
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    show(event);
  });
  addEventListener("appinstalled", () => show(null));
}

// The browser lets each offer be taken up once.
const Offer = ({ offer, onDone }) => html`<div class="notices">
  <p class="muted small">${t("Ngobrol can be an app on this device, with its own window and icon.")}</p>
  <button type="button" class="button button--small" onClick=${() => onDone(offer.prompt())}>${t("Install")}</button>
</div>`;
