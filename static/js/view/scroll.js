// The feed's column is reversed: scrollTop is 0 at the newest message and negative further up.

const NEAR = 100;
const MARGIN = 80;

/** True within 100 px of the newest message. */
export const nearEnd = (scroller) => scroller.scrollTop > -NEAR;

export const toEnd = (scroller) => (scroller.scrollTop = 0);

const rowsOf = (scroller) => [...scroller.querySelectorAll(".message")];

/** The row at the top of what is being read, and where it stands. */
export function anchorOf(scroller) {
  const { top } = scroller.getBoundingClientRect();
  const row = rowsOf(scroller).find((element) => element.getBoundingClientRect().bottom > top);
  return row ? { row, top: row.getBoundingClientRect().top } : null;
}

/** Puts that row back where it stood, whatever was added or taken away around it. */
export function restore(scroller, anchor) {
  if (anchor?.row.isConnected) scroller.scrollTop += anchor.row.getBoundingClientRect().top - anchor.top;
}

/** Brings an element near the top of the feed. */
export function reveal(scroller, element) {
  scroller.scrollTop += element.getBoundingClientRect().top - scroller.getBoundingClientRect().top - MARGIN;
}

/** The `seq` of the lowest message of which a line is in view; 0 for none. */
export function lowestSeen(scroller) {
  const limit = scroller.getBoundingClientRect().bottom - 16;
  const row = rowsOf(scroller).findLast((element) => element.dataset.seq && element.getBoundingClientRect().top < limit);
  return Number(row?.dataset.seq ?? 0);
}

/** The `seq` of the highest message in view; null for none. */
export function highestSeen(scroller) {
  const row = anchorOf(scroller)?.row;
  return row?.dataset.seq ? Number(row.dataset.seq) : null;
}

/** Calls `near` when the sentinel comes within a screen of view; returns what ends it. */
export function watch(scroller, sentinel, near) {
  const observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && near(), {
    root: scroller,
    rootMargin: "700px 0px",
  });
  observer.observe(sentinel);
  return () => observer.disconnect();
}
