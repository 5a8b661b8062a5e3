"""The trust screen, in words and numbers for prose."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from ...render.names import Branch, Names, each, joined
from ...schema import SCREENS, Trust, TrustTool
from ...wording import NOT_ESTIMABLE, count, in_words, interval, listed, of_total, percent, sentence
from ..analysis import Analysis
from .checks import Checked, Kind, Verdict
from .model import Screened, Without, failing, judgements, not_judged, without_failing

NOTHING = "There is no study of patients to screen."


def names(analysis: Analysis) -> Names:
    about = (
        "the trust screen: trust.WHAT; computed checks of one kind: trust.KIND.WHAT; judgements with one tool: "
        "trust.TOOL.WHAT; a pool without studies that fail a check: trust.pools.POOL.WHAT"
    )
    return {"trust": Branch(lambda: _trust(analysis), about)}


def _trust(analysis: Analysis) -> Names:
    screened = analysis.trust
    pools = {"pools": each(analysis.review.config.pools, partial(_pool, analysis))}
    every = [check for one in screened for check in one.checks]
    return joined(
        {
            "studies": lambda: count(len(screened), "study"),
            "tested": lambda: str(sum(one.tested for one in screened)),
            "failing": lambda: str(len(failing(screened))),
            "failing-labels": lambda: listed(one.label for one in failing(screened)),
            "cut-sentence": lambda: cut_sentence(every),
            "sentence": lambda: checks_sentence(screened),
            "judged-sentence": lambda: judged_sentence(screened),
            "serious-words": lambda: serious_words(sum(one is Trust.SERIOUS for one in judgements(screened))),
            "comparisons-sentence": lambda: _comparisons(analysis),
            "not-judged": lambda: str(len(not_judged(screened))),
            "rated-by": lambda: (
                listed(analysis.review.trust.rated_by) if analysis.review.trust is not None else "nobody"
            ),
        },
        _counts(every),
        _judgements(judgements(screened)),
        each(Kind, partial(_kind, screened)),
        each(TrustTool, lambda tool: _judgements(judgements(screened, tool))),
        pools,
    )


def checks_sentence(screened: Sequence[Screened]) -> str:
    """How many reports could be checked and which fail, in a sentence for none, one and many."""
    if not screened:
        return NOTHING
    tested, failed = sum(one.tested for one in screened), failing(screened)
    of = f"Of {count(len(screened), 'report')} on patients"
    if not tested:
        return f"{of}, none could be checked from what was read."
    begin = f"{of}, {in_words(tested)} could be checked on at least one point"
    if not failed:
        return f"{begin}, and none fails."
    one_or_more = "one of them fails" if len(failed) == 1 else f"{in_words(len(failed))} of them fail"
    return sentence(f"{begin}, and {one_or_more} at least one check: {listed(one.label for one in failed)}")


def cut_sentence(checks: Sequence[Checked]) -> str:
    """Of the percentages that fail, how many would fit if they had been truncated instead of rounded."""
    failed = [check for check in checks if check.kind is Kind.PERCENTAGE and check.verdict is Verdict.FAILS]
    if not failed:
        return "No percentage fails."
    cut = sum(check.cut for check in failed)
    if len(failed) == 1:
        return (
            f"The percentage that fails would {'' if cut else 'not '}fit if it had been truncated instead of rounded."
        )
    every, if_cut = in_words(len(failed)), "would fit if they had been truncated instead of rounded"
    if cut in (0, len(failed)):
        return f"{'All' if cut else 'None of the'} {every} percentages that fail {if_cut}."
    return f"Of {every} percentages that fail, {in_words(cut)} {if_cut}."


def judged_sentence(screened: Sequence[Screened]) -> str:
    """How many reports were judged with the tools, and how much of that was no information."""
    if not screened:
        return NOTHING
    tools = listed(screen.name for screen in SCREENS.values())
    given, missing = judgements(screened), not_judged(screened)
    if not given:
        return f"The judgements of {tools} have not been made."
    share = percent(sum(one is Trust.NO_INFORMATION for one in given) / len(given))
    done = len(screened) - len(missing)
    serious = sum(one is Trust.SERIOUS for one in given)
    left = " " + sentence(f"Not judged: {listed(one.label for one in missing)}") if missing else ""
    return (
        f"{of_total(done, len(screened), 'report', 'was', 'were')} judged with {tools}; {share} of "
        f"the {len(given):,} judgements are “no information”, and {serious_words(serious)}.{left}"
    )


def serious_words(serious: int) -> str:
    """How many judgements are a serious concern, inside a sentence."""
    many = "judgement is" if serious < 2 else "judgements are"
    return f"{in_words(serious)} {many} a serious concern"


def _comparisons(analysis: Analysis) -> str:
    """Declared comparisons that include a trial which fails a check."""
    failed = {one.study for one in failing(analysis.trust)}
    named = []
    for name in analysis.review.config.comparisons:
        compared = analysis.comparison(name)
        keys = set(compared.rows["study"])
        if out := keys & failed:
            left = len(keys) - len(out)
            labels = listed(compared.rows.loc[compared.rows["study"].isin(out), "label"])
            remains = (
                "no trial remains" if not left else f"{count(left, 'trial')} {'remains' if left == 1 else 'remain'}"
            )
            named.append(f"{compared.comparison.label} (without {labels}, {remains})")
    if not analysis.review.config.comparisons:
        return "No comparison is declared."
    if not named:
        return "No declared comparison includes a trial that fails a check."
    whole = of_total(len(named), len(analysis.review.config.comparisons), "declared comparison", "includes", "include")
    return f"{whole} a trial that fails a check: {'; '.join(named)}."


def _counts(checks: Sequence[Checked]) -> Names:
    def of(verdict: Verdict) -> str:
        return f"{sum(check.verdict is verdict for check in checks):,}"

    return {
        "checks": lambda: f"{len(checks):,}",
        "passes": lambda: of(Verdict.PASSES),
        "fails": lambda: of(Verdict.FAILS),
        "not-checked": lambda: of(Verdict.NOT_CHECKED),
    }


def _kind(screened: Sequence[Screened], kind: Kind) -> Names:
    return joined(
        _counts([check for one in screened for check in one.of(kind)]),
        {"failing-labels": lambda: listed(one.label for one in failing(screened, (kind,)))},
    )


def _judgements(given: Sequence[Trust]) -> Names:
    def of(judgement: Trust) -> int:
        return sum(one is judgement for one in given)

    return {
        "judgements": lambda: f"{len(given):,}",
        **{str(judgement): partial(lambda one: f"{of(one):,}", judgement) for judgement in Trust},
        "no-information-share": lambda: percent(of(Trust.NO_INFORMATION) / len(given) if given else float("nan")),
    }


def _pool(analysis: Analysis, name: str) -> Names:
    def found() -> Without:
        return without_failing(analysis.pool(name), analysis.trust)[-1]

    return {
        "left-out": lambda: str(len(found().left_out)),
        "left-out-labels": lambda: listed(found().left_out),
        "estimate": lambda: _estimate(found()),
        "sentence": lambda: _pool_sentence(analysis, name, found()),
    }


def _estimate(one: Without) -> str:
    pooled = one.pooled
    return (
        NOT_ESTIMABLE if pooled is None else f"{percent(pooled.estimate)} ({interval(pooled.ci_low, pooled.ci_high)})"
    )


def _pool_sentence(analysis: Analysis, name: str, one: Without) -> str:
    synthesis = analysis.pool(name)
    label = synthesis.pool.label
    if synthesis.pooled is None:
        return f"{label}: no cohort with a count."
    before = _estimate(Without(None, (), synthesis.pooled))
    if not one.left_out:
        return f"{label}: no cohort of the pool fails a check, and the estimate stays at {before}."
    without = f"{label}: without {listed(one.left_out)}"
    if one.pooled is None:
        return f"{without}, no cohort remains."
    value, ends = percent(synthesis.pooled.estimate), interval(synthesis.pooled.ci_low, synthesis.pooled.ci_high)
    if _estimate(one) == before:
        return f"{without}, the estimate remains {before}."
    if percent(one.pooled.estimate) == value:
        after = interval(one.pooled.ci_low, one.pooled.ci_high)
        return f"{without}, the estimate remains {value}, and its interval changes from {ends} to {after}."
    return f"{without}, the estimate changes from {before} to {_estimate(one)}."
