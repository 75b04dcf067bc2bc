import { t } from "../core/i18n.js";
import { tell } from "./trouble.js";

/** True for a picture or a file; what an office program copies has its text beside the picture. @param {DataTransfer} data */
export const filesOnly = (data) => data.types.includes("Files") && !data.types.includes("text/plain");

/** Says, once for however many, that files can't be sent; what was written stays. */
export function refuseFiles(event) {
  event.preventDefault();
  tell(t("Pictures and files can't be sent yet. Your text is kept."));
}
