import { t } from "../../core/i18n.js";
import { post } from "../../core/page.js";
import { NEW, navigate } from "../../core/router.js";
import { chooseTheme, currentTheme } from "../../core/theme.js";
import { counted } from "../../store/room-summary.js";
import { personName, roomKind, roomTitle } from "../../view/names.js";
import { show } from "../parts/open-dialog.js";
import { enter, readShareId } from "../parts/share-id.js";
import { talkTo } from "../parts/write-to.js";

/** @typedef {import("../../view/switcher-choices.js").Choice} Choice */

const SHORTEST_ID = 6;

/** My rooms as places to go to. @param {import("../../store/chat.js").Chat} chat @returns {Choice[]} */
export const myRooms = (chat) =>
  chat.rooms.list.value.map((room) => ({
    key: `room-${room.id}`,
    group: "rooms",
    room,
    texts: [roomTitle(room), roomKind(room), ...(room.peer ? [room.peer.username] : []), ...(room.share_id ? [room.share_id] : [])],
    unread: counted(room),
    go: () => navigate(`/room/${room.id}`),
  }));

/** People whom the server found and with whom I have no conversation yet. @returns {Choice[]} */
export function others(chat, people) {
  const known = new Set(chat.rooms.list.value.filter((room) => room.type === "dm" && room.peer).map((room) => room.peer.id));
  return people
    .filter((person) => !known.has(person.id))
    .map((person) => ({ key: `person-${person.id}`, group: "people", person, texts: [personName(person), person.username], go: () => talkTo(chat, person.username) }));
}

/** A share ID that was typed, as a room to enter, unless I am in it. @returns {Choice[]} */
export function shared(chat, query) {
  const wanted = readShareId(query);
  if (!wanted || String(wanted.id).length < SHORTEST_ID || chat.rooms.map.value.has(wanted.id)) return [];
  return [{ key: "join", group: "actions", icon: "join", texts: [t("Join the room {id}", { id: wanted.id }), query], go: () => enter(chat, wanted) }];
}

/** The themes that this one could be changed to. */
function themes() {
  const all = [
    ["light", "sun", t("Light theme")],
    ["dark", "moon", t("Dark theme")],
    ["system", "contrast", t("Theme of the device")],
  ];
  return all.filter(([theme]) => theme !== currentTheme()).map(([theme, icon, name]) => [`theme-${theme}`, icon, [name, t("Theme")], () => chooseTheme(theme)]);
}

/** The app's actions that the switcher offers. @returns {Choice[]} */
export function actions(chat) {
  const admin = chat.me.value.role === "admin";
  const listed = [
    ["new", "plus", [t("New group"), t("Create a room"), t("Join a room")], () => navigate(`/dashboard${NEW}`)],
    ["mine", "rooms", [t("My rooms")], () => navigate("/my-rooms")],
    ["settings", "settings", [t("Settings"), t("Profile"), t("Password"), t("Language")], () => navigate("/settings")],
    admin ? ["desk", "support", [t("Support desk")], () => navigate("/admin")] : ["help", "support", [t("Get help"), t("Support")], () => post("/support")],
    ["shortcuts", "keyboard", [t("Keyboard shortcuts")], () => show("shortcuts")],
    ...themes(),
  ];
  return listed.map(([key, icon, texts, go]) => ({ key, group: "actions", icon, texts, go }));
}
