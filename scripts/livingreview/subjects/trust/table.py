"""Tables of the trust screen: every study, what fails, judgements, and each pool without the studies that fail."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ...render.table import Table, followed, linked, plain, study_link
from ...schema import SCREENS, Screen, Trust, TrustItem, TrustJudgement, TrustTool
from ...store import Review
from ...wording import interval, level_words, listed, percent, percent_head
from ..pools.model import Synthesis
from .checks import Checked, Kind, Verdict
from .model import Screened, Without, failing, without_failing

# How a judgement is shown: words and a symbol that survives grey print, as for risk of bias.
SYMBOLS = {Trust.NONE: "+", Trust.SOME: "!", Trust.SERIOUS: "\u2212", Trust.NO_INFORMATION: "?"}
COLUMNS = {
    Kind.PERCENTAGE: "Percentages",
    Kind.P_VALUE: "P values",
    Kind.TOTAL: "Sizes of arms",
    Kind.REGISTRATION: "Registered first",
    Kind.NOTICE: "Notices",
}
NAMES = {
    Kind.PERCENTAGE: "percentage",
    Kind.P_VALUE: "P value",
    Kind.TOTAL: "sizes of arms",
    Kind.REGISTRATION: "registration",
    Kind.NOTICE: "notices",
}
ONCE = (Kind.TOTAL, Kind.REGISTRATION, Kind.NOTICE)  # checked once a study
NOT_JUDGED = "not judged"


def computed(screened: Sequence[Screened]) -> Table:
    """Every study: how many checks of each kind pass, fail and were not possible."""
    rows = [[study_link(one.study, one.label), *(tally(kind, one.of(kind)) for kind in Kind)] for one in screened]
    return Table(
        "trust-computed",
        "Computed checks of every study of patients: how many pass, fail, or could not be made from what was read.",
        ["Study", *COLUMNS.values()],
        rows,
        [22, 18, 18, 14, 14, 14],
        stacked=True,
    )


def tally(kind: Kind, checks: Sequence[Checked]) -> str:
    """Checks by verdict: 3 pass, **1 fails**, 2 not checked; of a kind that is made once, the verdict alone."""
    words = {
        Verdict.PASSES: ("passes", "pass"),
        Verdict.FAILS: ("fails", "fail"),
        Verdict.NOT_CHECKED: ("not checked",) * 2,
    }
    parts = []
    for verdict, (one, many) in words.items():
        if found := sum(check.verdict is verdict for check in checks):
            text = one if kind in ONCE else f"{found} {one if found == 1 else many}"
            parts.append(f"**{text}**" if verdict is Verdict.FAILS else text)
    return ", ".join(parts) or "none printed"


def failures(screened: Sequence[Screened]) -> Table:
    """Every check that fails, with what is printed and what was computed."""
    rows = [
        [study_link(one.study, one.label), *cells(check)[:-1]]
        for one in screened
        for check in one.checks
        if check.verdict is Verdict.FAILS
    ]
    return Table(
        "trust-failures",
        "Computed checks that fail. A failure says that numbers do not fit each other, and not why.",
        ["Study", "Check", "Of what", "Printed", "Computed"],
        rows,
        [16, 12, 22, 20, 30],
        stacked=True,
    )


def cells(check: Checked) -> list[str]:
    """Kind, what, printed, computed and verdict of a check."""
    verdict = plain(check.verdict.label)
    return [
        NAMES[check.kind],
        plain(check.what),
        plain(check.printed),
        plain(check.computed),
        f"**{verdict}**" if check.verdict is Verdict.FAILS else verdict,
    ]


def judged(screened: Sequence[Screened]) -> Table:
    """Every study: the items of each tool that are a concern, and how many are not, or could not be judged."""
    rows = [
        [study_link(one.study, one.label), *(cell for tool in SCREENS for cell in _judged(one, tool))]
        for one in screened
        if one.judged
    ]
    heads = [[f"{plain(screen.name)}: concerns", "No concern", "No information"] for screen in SCREENS.values()]
    return Table(
        "trust-judged",
        "Judgements of every study: items that are a concern, and how many of the items that apply are none or could "
        "not be judged. Each judgement with its reason is on the page of the study.",
        ["Study", *heads[0], *heads[1]],
        rows,
        [16, 24, 9, 9, 24, 9, 9],
        stacked=True,
    )


def _judged(one: Screened, tool: TrustTool) -> list[str]:
    given = one.judged.get(tool, {})
    if not given:
        return [NOT_JUDGED, "", ""]
    concerns = [
        f"{item.number} {item.label}" + (" (serious)" if given[item.id].judgement is Trust.SERIOUS else "")
        for item in SCREENS[tool].items
        if item.id in given and given[item.id].judgement in (Trust.SOME, Trust.SERIOUS)
    ]
    counts = [
        sum(row.judgement is judgement for row in given.values()) for judgement in (Trust.NONE, Trust.NO_INFORMATION)
    ]
    return [plain("; ".join(concerns)) or "none", *(f"{n} of {len(given)}" for n in counts)]


def without(synthesis: Synthesis, screened: Sequence[Screened]) -> Table:
    """A pool without the studies that fail a check; checks that none of its studies fails are named in the caption."""
    level = synthesis.pool.level
    found = without_failing(synthesis, screened)
    rows = [[_left_out(one), plain(listed(one.left_out)), *_pooled(one)] for one in found if one.left_out]
    passed = [PASSED[one.kind] for one in found if one.kind is not None and not one.left_out]
    none = f" No study in this pool fails the check of {listed(passed, 'or')}." if passed else ""
    declared = Without(None, (), synthesis.pooled)
    return Table(
        f"trust-{synthesis.id}",
        f"{plain(synthesis.pool.label)}, without studies that fail a computed check.{none}",
        ["Pool", "Left out", "Cohorts", "Patients", percent_head(level), f"{level_words(level)} prediction interval"],
        [["as declared", "none", *_pooled(declared)], *rows] if synthesis.pooled is not None else [],
        [26, 22, 9, 10, 20, 20],
        stacked=True,
    )


PASSED = {
    Kind.PERCENTAGE: "percentages",
    Kind.P_VALUE: "P values",
    Kind.TOTAL: "sizes of arms",
    Kind.REGISTRATION: "the date of registration",
    Kind.NOTICE: "notices",
}


def _left_out(one: Without) -> str:
    named = {
        Kind.PERCENTAGE: "without studies with a percentage that fails",
        Kind.P_VALUE: "without studies with a P value that fails",
        Kind.TOTAL: "without studies whose sizes of arms fail",
        Kind.REGISTRATION: "without studies registered after they began",
        Kind.NOTICE: "without studies with a notice",
        None: "without studies that fail any check",
    }
    return named[one.kind]


def _pooled(one: Without) -> list[str]:
    pooled = one.pooled
    if pooled is None:
        return ["0", "0", "none remains", ""]
    prediction = "none" if math.isnan(pooled.pi_low) else interval(pooled.pi_low, pooled.pi_high)
    estimate = f"{percent(pooled.estimate)} ({interval(pooled.ci_low, pooled.ci_high)})"
    return [str(pooled.k), f"{pooled.n:,}", estimate, prediction]


def lamp(judgement: Trust) -> str:
    """Words and symbol of a judgement."""
    return f"{plain(judgement.label)} ({plain(SYMBOLS[judgement])})"


def lines(review: Review, one: Screened, tool: TrustTool) -> list[tuple[list[str], TrustJudgement]]:
    """Items, judgement, reason, place and status of one study with one tool; items of one row are together."""
    given = one.judged.get(tool, {})
    together: dict[int, list[TrustItem]] = {}
    for item in SCREENS[tool].items:
        if item.id in given:
            together.setdefault(id(given[item.id]), []).append(item)
    rows = []
    for found in together.values():
        row = given[found[0].id]
        named = plain("; ".join(f"{item.number} {item.label}" for item in found))
        rows.append(([named, lamp(row.judgement), linked(review, row.reason), _source(review, row), _status(row)], row))
    return rows


def _source(review: Review, row: TrustJudgement) -> str:
    if row.url is not None:
        return f"{followed(review, 'page', row.url)}, {plain(row.at)}"
    return plain(f"source {row.source}, {row.at}") if row.source is not None else ""


def _status(row: TrustJudgement) -> str:
    return plain(row.status.label + (f" by {row.rater}" if row.rater else ""))


def items(screen: Screen) -> Table:
    """The items of a tool, and what makes each a concern."""
    rows = [[plain(item.number), plain(item.domain), _label(item), plain(item.concern)] for item in screen.items]
    return Table(
        f"trust-items-{screen.tool}",
        f"{plain(screen.name)}: its items in our words ([source](<{screen.seen_at}>)). {plain(screen.note)} "
        f"Anything that was not accessible is no information ({plain(SYMBOLS[Trust.NO_INFORMATION])}).",
        ["No.", "Domain", "Item", "A concern if"],
        rows,
        [7, 18, 28, 47],
    )


def _label(item: TrustItem) -> str:
    only = [name for name, is_so in (("randomised", item.randomised), ("planned", item.planned)) if is_so]
    return plain(item.label) + (f" ({' and '.join(only)} studies only)" if only else "")


def kinds(screened: Sequence[Screened]) -> Table:
    """The computed checks: what each asks, and how it came out over all studies."""
    rows = []
    for kind, head in COLUMNS.items():
        checks = [check for one in screened for check in one.of(kind)]
        by = {verdict: sum(check.verdict is verdict for check in checks) for verdict in Verdict}
        failed = listed(one.label for one in failing(screened, (kind,)))
        rows.append(
            [plain(head), plain(kind.definition), *(f"{by[verdict]:,}" for verdict in Verdict), plain(failed) or "none"]
        )
    return Table(
        "trust-kinds",
        "The computed checks, and how they came out over all studies of patients.",
        ["Check", "What it asks", "Pass", "Fail", "Not checked", "Studies that fail"],
        rows if screened else [],
        [14, 34, 8, 8, 10, 26],
        stacked=True,
    )
