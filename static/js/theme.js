import { followTheme } from "./core/theme.js";

followTheme();
