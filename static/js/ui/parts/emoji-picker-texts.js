import { t } from "../../core/i18n.js";

/** The emoji picker's words in the reader's language. */
export const emojiWords = () => ({
  categoriesLabel: t("Categories"),
  emojiUnsupportedMessage: t("This browser has no coloured emoji."),
  favoritesLabel: t("Used often"),
  loadingMessage: t("Loading…"),
  networkErrorMessage: t("The emoji can't be fetched now."),
  regionLabel: t("Emoji"),
  searchDescription: t("When something was found, choose with the up and down keys, and Enter."),
  searchLabel: t("Search emoji"),
  searchResultsLabel: t("Found"),
  skinToneDescription: t("When it is open, choose with the up and down keys, and Enter."),
  skinToneLabel: t("Skin tone: {skinTone}", { skinTone: "{skinTone}" }),
  skinTonesLabel: t("Skin tones"),
  skinTones: [t("Yellow"), t("Light"), t("Medium light"), t("Medium"), t("Medium dark"), t("Dark")],
  categories: {
    custom: t("Own"),
    "smileys-emotion": t("Smileys and feelings"),
    "people-body": t("People and hands"),
    "animals-nature": t("Animals and nature"),
    "food-drink": t("Food and drink"),
    "travel-places": t("Travel and places"),
    activities: t("Activities"),
    objects: t("Things"),
    symbols: t("Symbols"),
    flags: t("Flags"),
  },
});
