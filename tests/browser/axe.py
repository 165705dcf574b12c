"""Runs axe-core on a page: WCAG 2.2 AA and good practice."""

import importlib.resources

SOURCE = importlib.resources.files("axe_playwright_python").joinpath("axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The rules that depend on the theme, and those that depend on the window's width.
COLOURS = ["color-contrast", "link-in-text-block"]
WIDTH = ["target-size", "scrollable-region-focusable"]
RUN = """async ([runOnly, left_out]) => {
    const rules = Object.fromEntries(left_out.map((rule) => [rule, {enabled: false}]));
    const {violations} = await axe.run(document, {runOnly, rules, resultTypes: ['violations']});
    return violations.map((v) => ({id: v.id, help: v.help, nodes: v.nodes.map((n) => [n.html, n.failureSummary])}));
}"""


def violations(page, rules=None, but=()):
    """What axe finds, one line for each rule: by all rules or those named, but for some."""
    page.evaluate(f"() => {{ if (!window.axe) {{ {SOURCE} }} }}")
    asked = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
    return [told(violation) for violation in page.evaluate(RUN, [asked, list(but)])]


def told(violation):
    html, summary = violation["nodes"][0]
    why = " ".join(summary.split())
    return f"axe {violation['id']} ({len(violation['nodes'])}): {violation['help']}: {html[:200]} — {why[:300]}"
