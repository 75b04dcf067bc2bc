import { html } from "htm/preact";
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { boot } from "../../core/boot.js";
import { t } from "../../core/i18n.js";
import { NEW } from "../../core/router.js";
import { personName } from "../../view/names.js";
import { useChat } from "../parts/chat-context.js";
import { Icon, IconButton } from "../parts/icon.js";
import { InviteButton } from "../parts/invite-button.js";

const YEAR = 365 * 24 * 3600;
/** The server says who is new; once closed, it stays closed in this browser. */
const shown = signal(Boolean(boot.welcome));

function dismiss() {
  document.cookie = `welcomed=1; path=/; max-age=${YEAR}; samesite=lax`;
  shown.value = false;
}

/** Writes a greeting, for the newcomer to send or to change. */
function greet() {
  const input = /** @type {HTMLTextAreaElement} */ (document.getElementById("content"));
  input.value = t("Hello everyone! 👋");
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.focus();
}

/** What a newcomer can do, above the composer of the lobby. It disappears with the first message, or when closed. */
export function LobbyWelcome({ room, feed }) {
  const me = useChat().me.value;
  useEffect(() => void (feed.sent.value && dismiss()), [feed.sent.value]);
  if (room.type !== "lobby" || !shown.value) return null;
  return html`<section class="welcome" aria-labelledby="welcome-title">
    <div class="welcome__text">
      <h2 class="welcome__title" id="welcome-title">${t("Welcome, {name}!", { name: personName(me) })}</h2>
      <p>${t("This is the lobby: everybody on this server is here. Say hello, or begin something of your own.")}</p>
    </div>
    <${IconButton} icon="close" label=${t("Close the welcome")} onClick=${dismiss} extra="welcome__close" />
    <div class="welcome__ways">
      <button type="button" class="button button--primary" onClick=${greet}><${Icon} name="smile" />${t("Say hello")}</button>
      <${InviteButton} room=${room} />
      <a class="button" href=${`/dashboard${NEW}`}><${Icon} name="plus" />${t("Make a group")}</a>
    </div>
  </section>`;
}
