// Evaluated in the page by fitting.py: what is cut, hangs over the edge or moves; one line for each element at fault.
(() => {
  const name = (element) => element.tagName.toLowerCase()
    + (element.id ? `#${element.id}` : "")
    + [...element.classList].map((name) => `.${name}`).join("")
    + ` "${(element.innerText ?? "").trim().slice(0, 30)}"`;

  const misfits = () => {
    const bad = [];
    const SCROLLS = "pre, table, textarea, input, select, .swagger-ui *";
    const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true });
    if (document.scrollingElement.scrollWidth > innerWidth) bad.push(`the page scrolls sideways: ${document.scrollingElement.scrollWidth}`);
    for (const element of document.body.querySelectorAll("*")) {
      if (!shown(element) || element.closest(SCROLLS) || element.closest("svg, [aria-hidden=true]")) continue;
      const { overflowX, textOverflow, webkitLineClamp, clipPath } = getComputedStyle(element);
      const over = element.scrollWidth - element.clientWidth;
      if (over <= 1 || overflowX === "visible" || !element.clientWidth || clipPath !== "none") continue;
      if (overflowX === "auto" || overflowX === "scroll") bad.push(`scrolls sideways by ${over}: ${name(element)}`);
      else if (textOverflow !== "ellipsis" && webkitLineClamp === "none") bad.push(`cuts off ${over} px: ${name(element)}`);
    }
    for (const element of document.body.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")) {
      if (!shown(element) || element.closest(".visually-hidden, .swagger-ui, pre, table pre")) continue;
      const { left, right, width } = element.getBoundingClientRect();
      if (width <= 1) continue;
      if (left < -0.5 || right > innerWidth + 0.5) bad.push(`beyond the edge (${left.toFixed()} to ${right.toFixed()}): ${name(element)}`);
      for (let box = element.parentElement; box; box = box.parentElement) {
        if (!["hidden", "clip"].includes(getComputedStyle(box).overflowX) || box === document.documentElement) continue;
        const edge = box.getBoundingClientRect();
        if (left < edge.left - 4 || right > edge.right + 4) bad.push(`cut by ${name(box)}: ${name(element)}`);
      }
    }
    return [...new Set(bad)];
  };

  const moving = () => {
    const bad = [];
    const longest = (list) => Math.max(...list.split(",").map((time) => parseFloat(time) * (time.includes("ms") ? 1 : 1000)));
    for (const element of document.querySelectorAll("*")) {
      for (const part of [null, "::before", "::after"]) {
        const { transitionDuration, animationName, animationDuration, scrollBehavior } = getComputedStyle(element, part);
        if (longest(transitionDuration) > 1) bad.push(`transition of ${transitionDuration}: ${name(element)}`);
        if (animationName !== "none" && longest(animationDuration) > 1) bad.push(`animation of ${animationDuration}: ${name(element)}`);
        if (scrollBehavior !== "auto") bad.push(`scrolls smoothly: ${name(element)}`);
      }
    }
    return [...new Set(bad)];
  };

  return { misfits, moving };
})()
