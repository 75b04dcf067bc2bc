import { render } from "preact";
import { html } from "htm/preact";
import "@preact/signals"; // has components follow what they read
import { NotificationSwitch } from "../ui/parts/notification-switch.js";

/** The switch for this browser, above the quiet hours. @param {Element} place */
export const offerNotices = (place) => render(html`<${NotificationSwitch} />`, place);
