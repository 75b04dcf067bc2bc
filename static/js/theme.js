import { followTheme } from "./core/theme.js";
import { tellZone } from "./core/zone.js";

// On every page, also those of strangers.
followTheme();
tellZone();
