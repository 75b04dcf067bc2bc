const MOVES = { ArrowUp: -1, ArrowDown: 1 };

/**
 * The feed is one Tab stop: arrows move over its rows, Home and End to its ends, Enter to a row's buttons, Escape back,
 * and from a row to the composer.
 * @param {KeyboardEvent & {currentTarget: HTMLElement}} event
 */
export function rowKeys(event) {
  const feed = event.currentTarget;
  const row = event.target.closest(".message");
  const onRow = event.target === row || event.target === feed;
  if (event.key === "Escape") {
    event.preventDefault();
    return row && !onRow ? row.focus() : document.getElementById("content")?.focus();
  }
  if (!onRow) return undefined;
  if (event.key === "Enter" && row) {
    event.preventDefault();
    return row.querySelector("summary, button, a")?.focus();
  }
  const rows = [...feed.querySelectorAll(".message")];
  const target = { Home: rows[0], End: rows.at(-1), ...(MOVES[event.key] ? { [event.key]: neighbour(rows, row, MOVES[event.key]) } : {}) }[event.key];
  if (!target) return undefined;
  event.preventDefault();
  return target.focus();
}

const neighbour = (rows, row, step) => (row ? rows[rows.indexOf(row) + step] : rows.at(-1));
