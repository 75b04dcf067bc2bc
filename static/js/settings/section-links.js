/** Marks the link of the section that is being read. @param {Iterable<HTMLAnchorElement>} links */
export function followSections(links) {
  const byId = new Map([...links].map((link) => [link.hash.slice(1), link]));
  const inView = new Set();
  const mark = () => {
    const first = [...byId.keys()].find((id) => inView.has(id));
    for (const [id, link] of byId) {
      if (id !== first) link.removeAttribute("aria-current");
      else if (!link.hasAttribute("aria-current")) {
        link.setAttribute("aria-current", "true");
        // The strip on a phone scrolls by itself; `scrollIntoView` would move the page too.
        link.closest("nav").scrollTo({ left: link.offsetLeft - 16 });
      }
    }
  };
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) inView[isIntersecting ? "add" : "delete"](target.id);
      mark();
    },
    { rootMargin: "-20% 0px -55% 0px" },
  );
  for (const id of byId.keys()) observer.observe(document.getElementById(id));
}
