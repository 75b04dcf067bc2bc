import { t as translated } from "./i18n.js";

/** Marks a text for extraction. */
const t = (text) => text;

// The services' English error texts; a test holds the list against the pages' own.
const TEXTS = [
  t("Something went wrong."),
  t("The request could not be read."),
  t("Please sign in."),
  t("You are not allowed to do that."),
  t("There is nothing here."),
  t("There is no such user."),
  t("There is no such message."),
  t("There is no such room."),
  t("There is no such session."),
  t("That is already taken."),
  t("That username is taken."),
  t("That is too large."),
  t("Some fields are not valid."),
  t("Too many attempts. Please wait a moment."),
  t("It could not be saved. Please try again."),
  t("This came from another site."),
  t("Only its creator can change a group."),
  t("Only the device that registered this name may do that."),
  t("Only the device that registered this name can sign that device out."),
  t("Everyone is in this room."),
  t("This account was deleted: nobody would read what you write."),
  t("An admin needs a password, and this account has none."),
  t("There must be an admin."),
  t("Admins answer in support rooms, they have none."),
  t("This room is closed; the user's next message opens it again."),
  t("This must be an admin, and not the user themselves."),
  t("This client_id was used for a different message."),
  t("A username has 3 to 32 characters."),
  t("A username has only letters, digits, _ . and -"),
  t("That username is reserved."),
  t("That name is reserved."),
  t("That name looks like somebody else's."),
  t("A name mixes no alphabets."),
  t("A name has no stars or check marks: they stand for admins and protected names."),
  t("A password has 8 to 256 characters."),
  t("A password is needed here."),
  t("The username or the password is wrong."),
  t("That is not your present password."),
  t("The password was changed elsewhere just now."),
  t("Type your username to confirm."),
  t("This is not an e-mail address."),
  t("Choose one of: {choices}"),
  t("This has characters that are not text."),
  t("Please write something."),
  t("At most {num} characters."),
  t("At most {num} different reactions."),
  t("At most {num} reactions to one message."),
  t("This must be one line of text."),
  t("This is not an emoji."),
  t("This picture has too many pixels."),
  t("This is not a picture that we can read."),
  t("A picture has at most 5 MB."),
  t("Please choose a picture."),
  t("Either before or after, not both."),
  t("Either around, or before or after."),
  t("From 1 to {num}."),
  t("This can't be negative."),
  t("A time like 22:00."),
  t("At most {num} people at once."),
  t("Only its receiver can mark a message as read."),
];

const escaped = (text) => text.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
const pattern = (text) => new RegExp(`^${escaped(text).replace(/\{(\w+)\}/g, "(?<$1>.+)")}$`);

/** What the server said, in the reader's language; as it is when the text isn't known. */
export function said(text) {
  for (const known of TEXTS) {
    const found = text.match(pattern(known));
    if (found) return translated(known, found.groups ?? {});
  }
  return text;
}
