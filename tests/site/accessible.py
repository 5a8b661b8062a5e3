"""What axe-core finds on a page (WCAG 2.2 A and AA, and best practices), and contrast where axe does not decide it."""

from __future__ import annotations

from dataclasses import dataclass

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
    "rules": {"td-has-header": {"enabled": True}},  # one of axe's experimental rules that Lighthouse shows
    "resultTypes": ["violations", "incomplete"],
}
# Fold everything open, and let nothing that scrolls hide its content from axe: it has the same colours when it is seen.
SHOW_ALL = """() => {
  document.querySelectorAll('details').forEach((one) => (one.open = true));
  const style = document.createElement('style');
  style.textContent = '.bd-sidebar { position: static !important; max-height: none !important; '
    + 'overflow: visible !important }';
  document.head.append(style);
}"""
# Signs such as circles count as letters. The other options are those of axe, which takes all or none from here.
DECIDE = """() => axe.configure({checks: [{id: 'color-contrast', options: {
  ignoreUnicode: false, ignoreLength: false, ignorePseudo: false, boldValue: 700, boldTextPt: 14, largeTextPt: 18,
  contrastRatio: {normal: {expected: 4.5}, large: {expected: 3}},
  pseudoSizeThreshold: 0.25, shadowOutlineEmMax: 0.2, textStrokeEmMin: 0.03,
}}]})"""
RUN = "(rules) => axe.run(document, rules)"
# Contrast of words in drawings with the shape under their middle that was drawn last, or else with the page.
DRAWINGS = """() => {
  const parse = (colour) => {
    const numbers = colour.match(/[\\d.]+/g).map(Number);
    return colour.startsWith('color(') ? numbers.slice(-3).map((n) => 255 * n) : numbers;
  };
  const linear = (v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
  const light = (c) => 0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2]);
  const ground = parse(getComputedStyle(document.body).backgroundColor);
  const found = [];
  for (const svg of document.querySelectorAll('.drawing svg')) {
    if (!svg.checkVisibility()) continue;
    let shapes = [];
    for (const one of svg.querySelectorAll('path, rect, use, circle, text')) {
      if (one.closest('defs')) continue;
      const box = one.getBoundingClientRect(), fill = getComputedStyle(one).fill;
      if (one.tagName !== 'text') {
        if (/^(rgb|color)/.test(fill) && !/, 0\\)$/.test(fill)) shapes.push([box, fill]);
        continue;
      }
      if (!one.textContent.trim()) continue;
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      const under = shapes.filter(([b]) => b.x <= x && x <= b.right && b.y <= y && y <= b.bottom);
      const behind = under.length ? parse(under[under.length - 1][1]) : ground;
      const [a, b] = [light(parse(fill)), light(behind)];
      const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      if (contrast < 4.5) {
        found.push(`${one.textContent.trim()}: ${contrast.toFixed(1)} in ${svg.parentElement.dataset.name}`);
      }
    }
  }
  return found;
}"""

# Contrast of an element with the first ground behind it. Where the edge of a scrolling table cuts a cell, axe does not
# know what is behind the part that is out of sight.
CUT_OFF = """(selector) => {
  const linear = (v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
  const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (c) => 0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2]);
  const one = document.querySelector(selector);
  let behind = one, ground = [255, 255, 255];
  for (; behind; behind = behind.parentElement) {
    const found = parse(getComputedStyle(behind).backgroundColor);
    if (found.length < 4 || found[3] === 1) { ground = found; break; }
    if (found[3] > 0) return 0;
  }
  const [a, b] = [light(parse(getComputedStyle(one).color)), light(ground)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}"""


@dataclass(frozen=True)
class Mode:
    """How a page is shown: its width in pixels, and the colours that the reader prefers."""

    width: int
    scheme: str


MODES = tuple(Mode(width, scheme) for width in (1440, 390) for scheme in ("light", "dark"))


def faults(page: Page) -> list[str]:
    """What is wrong on the page that is open, and what axe leaves undecided; one line each, with the first place."""
    page.evaluate(SHOW_ALL)
    page.evaluate(AXE_SCRIPT)
    page.evaluate(DECIDE)
    results = page.evaluate(RUN, RULES)
    found = [f"contrast of words in drawings: {one}" for one in page.evaluate(DRAWINGS)]
    for kind in ("violations", "incomplete"):
        for rule in results[kind]:
            nodes = [node for node in rule["nodes"] if not _decided(page, rule["id"], node)]
            if nodes:
                found.append(f"{kind}: {rule['id']}, {len(nodes)} times, as in {nodes[0]['html'][:160]}")
    return found


def _decided(page: Page, rule: str, node: dict) -> bool:
    """Whether DRAWINGS decides it, as axe takes a drawing for an image, or an opaque ground gives it contrast.

    Axe leaves that open for a cell that is cut off, for the note over the text that gives the meaning of a mark, and
    for a single sign in a formula.
    """
    if rule != "color-contrast":
        return False
    reasons = [one["data"]["messageKey"] for one in node["any"] if one["data"]]
    covered = " > td" in node["target"][0] or node["target"] == ["#meaning"]
    if reasons == ["shortTextContent"] or (reasons == ["elmPartiallyObscuring"] and covered):
        return page.evaluate(CUT_OFF, node["target"][0]) >= 4.5
    return node["html"].startswith("<text")
