import { boot, strings } from "./core/boot.js";
import { setLanguage } from "./core/i18n.js";
import { offerInstall } from "./settings/install-offer.js";
import { offerSingleKeys } from "./settings/single-keys.js";
import { offerNotices } from "./settings/notifications-here.js";
import { cropBeforeSending } from "./settings/picture-crop.js";
import { followSections } from "./settings/section-links.js";
import { showLocalTimes } from "./settings/session-times.js";

// The settings page is a page of the server and works without scripts. Each file of settings/ adds one behaviour to it.
setLanguage(strings, boot.locale);
followSections(document.querySelectorAll(".settings__link"));
offerNotices(document.getElementById("device-notifications"));
offerInstall(document.getElementById("device-install"));
cropBeforeSending(document.getElementById("picture"), document.getElementById("crop"));
offerSingleKeys(document.getElementById("single-keys"));
showLocalTimes(document.getElementById("sessions"));
