import { boot, strings } from "./core/boot.js";
import { speak } from "./core/i18n.js";
import { offerInstall } from "./settings/install.js";
import { offerSingleKeys } from "./settings/keyboard.js";
import { offerNotices } from "./settings/notices.js";
import { cropBeforeSending } from "./settings/picture.js";
import { followSections } from "./settings/sections.js";
import { tellTime } from "./settings/times.js";

// The settings page is the server's and works by itself; here is what scripts add to it, one behaviour a file.
speak(strings, boot.locale);
followSections(document.querySelectorAll(".settings__link"));
offerNotices(document.getElementById("device-notifications"));
offerInstall(document.getElementById("device-install"));
cropBeforeSending(document.getElementById("picture"), document.getElementById("crop"));
offerSingleKeys(document.getElementById("single-keys"));
tellTime(document.getElementById("sessions"));
