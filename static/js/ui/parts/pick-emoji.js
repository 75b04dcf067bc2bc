import { showFault } from "./alerts.js";

/**
 * Lets the reader choose an emoji beside `anchor`; null when they rather don't. What does it is fetched when first needed.
 * @param {Element} anchor @returns {Promise<?string>}
 */
export const pickEmoji = (anchor) =>
  import("./emoji-picker.js").then(
    (picker) => picker.pickEmoji(anchor),
    () => (showFault({ code: "offline", message: "" }), null),
  );
