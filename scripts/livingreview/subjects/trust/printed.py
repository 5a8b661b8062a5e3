"""Whether printed percentages and P values can come from the printed counts."""

from __future__ import annotations

import math
import re
from decimal import Decimal

import numpy as np
from scipy import stats

from ...schema import counts_that_fit

P_FORM = re.compile(r"(?:p\s*)?([<>≤≥=]?)\s*(0?\.\d+|[01](?:\.\d+)?|\d(?:\.\d+)?e-?\d+)", re.IGNORECASE)


def can_fail(printed: str, n: int) -> bool:
    """Whether some percentage with as many decimals comes from no count out of n.

    Percentages of n patients are 100/n apart; where that is no more than the last printed digit, every percentage fits
    a count (Brown and Heathers 2017, of means).
    """
    return n < 100 * 10 ** _decimals(printed)


def counts_if_cut(printed: str, n: int) -> list[int]:
    """The counts that give the printed percentage if further decimals are cut off rather than rounded."""
    value, step = Decimal(printed.rstrip("%")), Decimal(1).scaleb(-_decimals(printed))
    first, last = math.ceil(value * n / 100), math.ceil((value + step) * n / 100) - 1
    return list(range(max(0, first), min(n, last) + 1))


def counts_shown(printed: str, n: int, most: int = 5) -> str:
    """The counts out of n that give a printed percentage when rounded: 25; 12 or 13; 40 to 58; or none.

    At an exact half both neighbours count, so that rounding half up and half to even are both allowed.
    """
    fitting = counts_that_fit(printed, n)
    if len(fitting) > most:
        return f"{fitting[0]} to {fitting[-1]}"
    return " or ".join(map(str, fitting)) or "none"


def p_values(x1: int, n1: int, x2: int, n2: int) -> dict[str, float]:
    """Two-sided P values of two proportions, by the tests that reports use.

    Fisher's exact test; chi-square without and with Yates' correction and with the factor (N - 1)/N (Campbell 2007);
    the likelihood ratio; and z with an unpooled standard error. Where all or none of the patients have the event, there
    is nothing to compare, and only Fisher's test, with P = 1, is given.
    """
    table = np.array([[x1, n1 - x1], [x2, n2 - x2]])
    found = {"Fisher's exact test": float(stats.fisher_exact(table).pvalue)}
    if x1 + x2 in (0, n1 + n2):
        return found
    square = stats.chi2_contingency(table, correction=False)
    found["chi-square"] = float(square.pvalue)
    found["chi-square with Yates' correction"] = float(stats.chi2_contingency(table, correction=True).pvalue)
    total = n1 + n2
    found["chi-square with N − 1"] = float(stats.chi2.sf(square.statistic * (total - 1) / total, 1))
    ratio = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood")
    found["likelihood ratio"] = float(ratio.pvalue)
    one, two = x1 / n1, x2 / n2
    if variance := one * (1 - one) / n1 + two * (1 - two) / n2:
        found["z, unpooled"] = float(2 * stats.norm.sf(abs(one - two) / math.sqrt(variance)))
    return found


def agrees(printed: str, p: float) -> bool | None:
    """Whether a P value is the printed one, within its last printed digit; None where the text is no number.

    `<0.05` and `>0.05` hold for P values beyond the number. At an exact half, both neighbours agree.
    """
    found = P_FORM.fullmatch(printed.strip())
    if found is None:
        return None
    sign, number = found[1], Decimal(found[2])
    value = Decimal(repr(p))
    if sign in ("<", "≤"):
        return value <= number if sign == "≤" else value < number
    if sign in (">", "≥"):
        return value >= number if sign == "≥" else value > number
    exponent = number.as_tuple().exponent
    half = Decimal(1).scaleb(int(exponent)) / 2
    return abs(value - number) <= half


def _decimals(printed: str) -> int:
    return len(printed.rstrip("%").partition(".")[2])
