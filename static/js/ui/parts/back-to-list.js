import { html } from "htm/preact";
import { t } from "../../core/i18n.js";
import { back, LIST, plainClick } from "../../core/router.js";
import { IconButton } from "./icon.js";

/** The arrow that leads to the room list: a step back where the list is what one came from. */
export function BackToList({ extra = "" }) {
  const onClick = (event) => {
    if (!plainClick(event)) return;
    event.preventDefault();
    back(LIST);
  };
  return html`<${IconButton} icon="back" label=${t("Back")} href=${LIST} extra=${extra} onClick=${onClick} />`;
}
