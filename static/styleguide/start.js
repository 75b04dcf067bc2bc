import { render } from "preact";
import { html } from "htm/preact";
import { boot, strings } from "../js/core/boot.js";
import { setLanguage } from "../js/core/i18n.js";
import { ChatContext } from "../js/ui/parts/chat-context.js";
import { setReader } from "../js/view/names.js";
import { parts } from "./parts.js";
import { chat, me } from "./world.js";

// Each part stands once in the light and once in the dark: the page has a place for both.
setLanguage(strings, boot.locale);
setReader(me.id);
for (const place of document.querySelectorAll("[data-live]")) {
  const Part = parts[place.dataset.live];
  render(html`<${ChatContext.Provider} value=${chat}><div class="guide__stack"><${Part} /></div><//>`, place);
}
