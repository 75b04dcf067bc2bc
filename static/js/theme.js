import { followTheme } from "./core/theme.js";
import { tellZone } from "./core/zone.js";

// On every page, also those of strangers.
followTheme();
tellZone();
if ("nobody" in document.documentElement.dataset) import("./core/farewell.js").then(({ tidyUp }) => tidyUp());
else if (globalThis.BroadcastChannel && !document.getElementById("app")) {
  // The live app hears from the server that its session ended; other pages would go on showing somebody.
  new BroadcastChannel("ngobrol:signed-out").onmessage = () => location.reload();
}
