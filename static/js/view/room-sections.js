import { counted, UNREAD_CAP } from "../store/room-summary.js";

/** @typedef {import("../types.js").Room} Room */
/** @typedef {{key: "lobby"|"people"|"requests"|"groups", rooms: Room[], unread: number}} Section */

const SECTION = { lobby: "lobby", dm: "people", support: "people", group: "groups" };
const KEYS = /** @type {const} */ (["lobby", "people", "requests", "groups"]);
const sectionOf = (room) => (room.request ? "requests" : SECTION[room.type]);

/** My rooms by section, each in the order in which they came. @param {Room[]} rooms @returns {Section[]} also those without a room */
export function sections(rooms) {
  return KEYS.map((key) => {
    const mine = rooms.filter((room) => sectionOf(room) === key);
    return { key, rooms: mine, unread: Math.min(UNREAD_CAP, mine.reduce((sum, room) => sum + counted(room), 0)) };
  });
}

/**
 * The room before or after the open one, in the order of the list and round its ends.
 * @param {Room[]} rooms in the order of `ordered` @param {?number} here @param {1|-1} step
 * @param {(room: Room) => boolean} [wanted] others are passed over
 * @returns {?Room} null when there is no other
 */
export function neighbour(rooms, here, step, wanted = () => true) {
  const all = sections(rooms).flatMap((section) => section.rooms);
  const at = all.findIndex((room) => room.id === here);
  const others = step > 0 ? [...all.slice(at + 1), ...all.slice(0, Math.max(0, at))] : [...all.slice(0, Math.max(0, at)).reverse(), ...all.slice(at + 1).reverse()];
  return others.find(wanted) ?? null;
}
