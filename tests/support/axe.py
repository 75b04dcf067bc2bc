"""axe-core in the page: what keeps people with a screen reader, a keyboard or weak eyes out.

    assert faults(page) == []

Its source is evaluated through the browser's own door for tools: the page's security policy stays as it is.
"""

from __future__ import annotations

from playwright.sync_api import Page

from tests.support.processes import ROOT

SOURCE = (ROOT / "tests" / "node" / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
RUN = """async () => {
  // What fades in is pale until it is there.
  const ends = (animation) => animation.effect.getComputedTiming().endTime < Infinity;
  await Promise.allSettled(document.getAnimations().filter(ends).map((animation) => animation.finished));
  const found = await axe.run(document, { resultTypes: ["violations"] });
  return found.violations.flatMap(({ id, impact, nodes }) =>
    nodes.map((node) => ({ rule: id, impact, at: node.target.join(" "), why: node.failureSummary })));
}"""
GRAVE = {"serious", "critical"}


def faults(page: Page, impacts: set[str] = GRAVE) -> list[str]:
    """What axe finds on the page as it stands, one line for each element; of these impacts only."""
    page.evaluate(SOURCE)
    found = page.evaluate(RUN)
    return [
        f"{one['impact']} {one['rule']}: {one['at']}: {' '.join(one['why'].split())}"
        for one in found
        if one["impact"] in impacts
    ]
