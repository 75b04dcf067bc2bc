import { pressed } from "../../view/shortcuts.js";
import { openMenu } from "../parts/menu.js";

/** The listener for the keys of a feed. @param {import("./feed-view.js").FeedView} view */
export const feedKeys = (view) => (event) =>
  rowKeys(event, { singles: view.props.chat.preferences.singleKeys.peek(), act: (verb, row) => act(view, verb, row) });

/** Does with a row's message what a key stands for. */
function act({ props, verbs, me }, verb, row) {
  const message = props.feed.timeline.find(Number(row.dataset.id));
  if (!message) return;
  if (verb === "reply") props.room.can.includes("post") && verbs.reply(message);
  else if (verb === "react") openMenu(row.querySelector(".menu--react"));
  else if (message.sender.id === me) verbs.edit(message.id);
}

/**
 * The feed is one Tab stop: keys move over its rows, go into one and come back, and do things with the row they are on.
 * @param {KeyboardEvent & {currentTarget: HTMLElement}} event
 * @param {{singles: boolean, act: (verb: "reply"|"edit"|"react", row: HTMLElement) => void}} options `singles`: whether single
 *   characters are shortcuts
 */
function rowKeys(event, { singles, act }) {
  const feed = event.currentTarget;
  const row = event.target.closest(".message");
  const verb = pressed(event, "feed", singles);
  const onRow = event.target === row || event.target === feed;
  if (!verb || (!onRow && verb !== "leave")) return;
  const rows = [...feed.querySelectorAll(".message")];
  if (MOVES[verb]) return take(event, MOVES[verb](rows, row));
  if (verb === "leave") return take(event, row && !onRow ? row : document.getElementById("content"));
  if (!row) return;
  if (verb === "enter") return take(event, row.querySelector("summary, button, a"));
  event.preventDefault();
  act(verb, row);
}

const MOVES = {
  up: (rows, row) => (row ? rows[rows.indexOf(row) - 1] : rows.at(-1)),
  down: (rows, row) => (row ? rows[rows.indexOf(row) + 1] : rows.at(-1)),
  first: (rows) => rows[0],
  last: (rows) => rows.at(-1),
};

function take(event, target) {
  if (!target) return;
  event.preventDefault();
  target.focus();
}
