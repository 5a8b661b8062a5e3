"""How numbers, intervals and counts are written in text."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from .schema import Severity, Stat, Vocabulary, percent_fits

NOT_ESTIMABLE = "not estimable"
APART = re.compile(r"\([^()]*\)|“[^“”]*”")  # in brackets or quotation marks, which show where it ends
SOURCE_NUMBERS = re.compile(r" \(sources? \d+(?:(?:, | and )\d+)*\)")
TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


# Scales on which proportions too small for percentages are written: per so many.
RARE = (1_000, 100_000)
SHOWN = 0.0005  # smallest proportion that is more than 0.0%


def rounded(value: float, decimals: int = 0, shift: int = 0) -> str:
    """A number with a fixed number of decimals, and with a half rounded away from zero, as journals and readers do.

    Python's own formats take the even neighbour, and 5 of 8 would be 62%. A half is one in the shortest decimal number
    that is this value: 57/200 is 0.285, although its binary number is a little less.

    shift: places by which the decimal point is moved first; 2 makes percentages of proportions.
    """
    if not math.isfinite(value):
        return f"{value:f}"
    unit = Decimal(1).scaleb(-decimals)
    return f"{Decimal(repr(float(value))).scaleb(shift).quantize(unit, ROUND_HALF_UP):,f}"


def percent(proportion: float) -> str:
    """A proportion as a percentage: 0.7234 as 72%, 0.625 as 63%; one below 0.05% per 1,000 or 100,000.

    Only exactly 0 and 1 give 0% and 100%.
    """
    if math.isnan(proportion):
        return NOT_ESTIMABLE
    scale = _scale(proportion)
    return f"{_percentage(proportion)}%" if scale == 100 else f"{_digits(proportion * scale)} per {scale:,}"


def _percentage(proportion: float) -> str:
    value = 100 * proportion
    if 0 < value <= 0.5 or 99.5 <= value < 100:
        return rounded(proportion, 1, shift=2) if 0.05 <= value < 99.95 else ("<0.1" if value < 1 else ">99.9")
    return rounded(proportion, shift=2)


def _scale(*proportions: float) -> int:
    """Per how many these proportions are written together: 100, unless all are small and one would be lost."""
    positive = [one for one in proportions if one > 0]
    if not positive or min(positive) >= SHOWN or max(positive) > 0.005:
        return 100
    return next((scale for scale in RARE if min(positive) * scale >= 100 * SHOWN), RARE[-1])


def _digits(value: float) -> str:
    """A number with two significant digits, and with all digits before the decimal point."""
    if value == 0:
        return "0"
    decimals = max(0, 1 - math.floor(math.log10(float(f"{abs(value):.1e}"))))  # 0.0996 has those of 0.10
    return rounded(value, decimals)


def level_words(*levels: float) -> str:
    """A confidence level of 0.95 as 95%; several as 90% and 95%, each once."""
    return listed(f"{100 * level:g}%" for level in sorted(set(levels)))


def percent_head(*levels: float) -> str:
    """The head of a column of percentages with their confidence intervals: % (95% CI)."""
    return f"% ({level_words(*levels)} CI)"


def interval(low: float, high: float) -> str:
    """An interval of proportions: 58% to 83%, or, where both ends are small, 0.26 to 9.5 per 100,000."""
    if math.isnan(low) or math.isnan(high):
        return NOT_ESTIMABLE
    if (scale := _scale(low, high)) != 100:
        return f"{_digits(low * scale)} to {_digits(high * scale)} per {scale:,}"
    return f"{_percentage(low)}% to {_percentage(high)}%"


def short(estimate: float, low: float, high: float) -> str:
    """Percentages for the columns of a figure: 72 (58–83); small ones with two significant digits."""
    if math.isnan(estimate) or math.isnan(low) or math.isnan(high):
        return NOT_ESTIMABLE if math.isnan(estimate) else f"{_percentage(estimate)} ({NOT_ESTIMABLE})"
    small = _scale(estimate, low, high) != 100
    middle, *ends = (_digits(100 * value) if small else _percentage(value) for value in (estimate, low, high))
    return f"{middle} ({'–'.join(ends)})"


def ratio(value: float) -> str:
    """A ratio: 0.934 as 0.93, with fewer decimals from 10 and none from 100, and more below 0.095."""
    if math.isnan(value):
        return NOT_ESTIMABLE
    if value == 0 or math.isinf(value):
        return "infinity" if value else "0"
    if 0 < value < 0.095:
        return _digits(value)
    return rounded(value, 2 if value < 10 else 1 if value < 100 else 0)


def points(difference: float) -> str:
    """A difference of proportions in percentage points with its sign: −0.041 as −4, 0.287 as 29, 0.004 as 0.4.

    One that would round to none keeps two significant digits.
    """
    if math.isnan(difference):
        return NOT_ESTIMABLE
    value = 100 * difference
    if abs(value) < 0.05:
        return _digits(value).replace("-", "−")
    return rounded(difference, 0 if abs(value) >= 0.95 else 1, shift=2).replace("-", "−")


def ends(low: float, high: float, words=ratio) -> str:
    """An interval of ratios, or of differences with `words=points`: 0.66 to 1.32."""
    return NOT_ESTIMABLE if math.isnan(low) or math.isnan(high) else f"{words(low)} to {words(high)}"


def number(value: float, digits: int = 2) -> str:
    """A number with a fixed number of decimals; one too small for them as <0.01, or >−0.01."""
    if math.isnan(value):
        return NOT_ESTIMABLE
    least = 10.0**-digits
    if 0 < abs(value) < least / 2:
        return f"<{least:.{digits}f}" if value > 0 else f">−{least:.{digits}f}"
    return rounded(value + 0, digits).replace("-", "−")  # + 0: a negative zero has no sign


def count(n: int, noun: str, plural: str | None = None) -> str:
    """A count with its noun: 3 and "study" as "three studies"; up to twelve in words."""
    return f"{in_words(n)} {noun if n == 1 else plural or pluralised(noun)}"


def in_digits(n: int, noun: str) -> str:
    """A count with its noun, always in digits, as the sizes in brackets are: 1 patient, 9 patients, 1,234 patients."""
    return f"{n:,} {noun if n == 1 else pluralised(noun)}"


def in_words(n: int) -> str:
    """A count, up to twelve in words."""
    return SMALL[n] if 0 <= n < len(SMALL) else f"{n:,}".replace("-", "−")


def months(n: float) -> str:
    """A time in months: 1 month, 1.5 months, 6 months."""
    return f"{n:g} month" if n == 1 else f"{n:g} months"


def opening(n: int) -> str:
    """A count that begins a sentence, in words up to 99: "Three", "Thirty-two"."""
    if n < len(SMALL) or n > 99:
        return capital(in_words(n))
    if n < 20:
        return capital(TEENS[n - 13])
    tens, ones = divmod(n, 10)
    return capital(TENS[tens - 2] + (f"-{SMALL[ones]}" if ones else ""))


def number_word(n: int) -> str:
    """A count that replaces a noun: 3 as "three", 0 as "none"; above twelve in digits."""
    return "none" if n == 0 else SMALL[n] if n < len(SMALL) else f"{n:,}"


def of_total(n: int, total: int, noun: str, one: str, many: str) -> str:
    """How many of a total, with the verb that goes with the number: "No trial was", "One of nine trials was".

    one, many: the verb after one thing or none, and after several: was, were.
    """
    nouns = pluralised(noun)
    if n == 0:
        return f"No {noun} {one}"
    if n == total:
        return f"The one {noun} {one}" if n == 1 else f"{capital(_every(n))} {nouns} {many}"
    return f"{opening(n)} of {in_words(total)} {nouns} {one if n == 1 else many}"


def part_of(n: int, total: int, noun: str) -> str:
    """How many of a total, inside a sentence: "none of six cohorts", "one of six cohorts", "all six cohorts"."""
    if total == 0:
        return f"no {pluralised(noun)}"
    if n == total:
        return f"the one {noun}" if n == 1 else f"{_every(n)} {pluralised(noun)}"
    if total == 1:
        return f"no {noun}"
    return f"{number_word(n)} of {in_words(total)} {pluralised(noun)}"


def _every(n: int) -> str:
    """Two or more things, none left out."""
    return "both" if n == 2 else f"all {in_words(n)}"


def pluralised(noun: str) -> str:
    """The regular plural of a noun."""
    return noun[:-1] + "ies" if noun.endswith("y") and noun[-2] not in "aeiou" else noun + "s"


def listed(words: Iterable[str], joint: str = "and") -> str:
    """Words as a list in a sentence: a, b and c; with semicolons where one of several holds a comma: a, b; c; and d."""
    words = list(words)
    if len(words) < 2:
        return words[0] if words else "none"
    sign = separator(words)
    return f"{sign.join(words[:-1])}{sign.strip(', ')} {joint} {words[-1]}"


def separator(words: Iterable[str]) -> str:
    """What parts the words of a list: a comma, or a semicolon where one of them holds a comma that nothing encloses."""
    return "; " if any("," in APART.sub("", word) for word in words) else ", "


def without_source_numbers(text: str) -> str:
    """A remark from a publication's file for other pages, on which the numbers of its sources mean nothing."""
    return SOURCE_NUMBERS.sub("", text)


def capital(text: str) -> str:
    """The text with a capital letter at the start; a name such as mRNA stays as it is."""
    return text if text[1:2].isupper() else text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """The text with a capital letter at the start and a full stop at the end."""
    text = text.strip()
    return capital(text).rstrip(".") + "." if text else ""


def bracketed(text: str, *inside: str | None) -> str:
    """A sentence that holds these remarks in brackets before its full stop: Relief was quicker (3 v 9 h; P = 0.03)."""
    said = "; ".join(one.rstrip(".") for one in inside if one)
    return sentence_end(f"{text.strip().rstrip('.')} ({said})" if said else text)


def sentence_end(text: str) -> str:
    """The text with a sign at its end that ends a sentence: a full stop, unless it has one."""
    text = text.strip()
    return text if not text or text.endswith((".", "!", "?", ".)", ".”", '."')) else f"{text}."


def remarks(*texts: str | None) -> str:
    """Remarks one after another: a whole sentence after a full stop, any other after a semicolon; empty ones left out.

    A text that begins with a capital letter and ends with a full stop is a whole sentence, and so is what follows one.
    """
    joined = ""
    for text in filter(None, texts):
        if joined and text[0].isupper() and text.endswith(".") and not joined.endswith((".", "!", "?")):
            joined += "."
        if not joined:
            joined = text
        elif joined.endswith((".", "!", "?")):
            first = text.partition(" ")[0]  # a key, such as smith2024, keeps its small letter
            joined += f" {text if any(letter.isdigit() for letter in first) else capital(text)}"
        else:
            joined += f"; {text}"
    return joined


def span_words(span: Any, unit: str | Mapping[str, str], compact: bool = False) -> str:
    """A dose or level: 2 to 4 mg/day, at most 15 ng/mL; `compact`, for columns of a plot, 2–4 mg/day, ≤15 ng/mL.

    span: a `schema.Span`, or a record with low, high and (if `unit` names several) unit; anything else gives an
    empty text. unit: the label of its unit, or the labels by unit.
    """
    if not isinstance(span, Mapping):
        if not hasattr(span, "low"):
            return ""  # None, or nan in its place in a frame
        span = {name: getattr(span, name) for name in ("low", "high", "unit")}
    low, high = span["low"], span["high"]
    label = unit if isinstance(unit, str) else unit.get(span["unit"], span["unit"])
    if low is None:
        return f"{'≤' if compact else 'at most '}{high:g} {label}"
    if high is None:
        return f"{'≥' if compact else 'at least '}{low:g} {label}"
    return f"{low:g} {label}" if low == high else f"{low:g}{'–' if compact else ' to '}{high:g} {label}"


TIMES = {"follow-up": "follow-up", "after-stop": "after stopping"}
AFTER_A_NAME = {"not stated": "time not stated", "follow-up": "at follow-up"}


def time_words(row: Mapping[str, Any]) -> str:
    """A time as 3 months, or in the words of its term."""
    if row["month"] is not None:
        return f"{row['month']:g} month{'' if row['month'] == 1 else 's'}"
    return TIMES.get(row["when"], row["when"].replace("-", " "))


def timed_words(what: str, row: Mapping[str, Any]) -> str:
    """An outcome with its time: relief, 3 months; relief, time not stated."""
    return f"{what}, {AFTER_A_NAME.get(time_words(row), time_words(row))}"


def what_words(row: Mapping[str, Any], vocabulary: Vocabulary) -> str:
    """What a record of `Review.efficacy` or `Review.safety` is about: outcome and time, or event and severity."""
    if "outcome" in row:
        return timed_words(vocabulary.outcomes[row["outcome"]].label, row)
    severity = "" if row["severity"] == Severity.ANY else f", {row['severity']}"
    printed = f" (printed: {row['as_printed']})" if row["as_printed"] else ""
    return vocabulary.events[row["event"]].label + severity + printed


def patients_words(condition: str, group: str | None) -> str:
    """Primary hiccups; all patients: the group of a report with its condition, without which it could be anybody."""
    return "; ".join(filter(None, (condition, group)))


def share_words(events: int, n: int, printed: str | None) -> str:
    """The percentage of a count, computed, so that it is the same wherever the count is shown.

    The one that the report prints is added where it does not fit the count: "16%, printed as 15%".
    """
    computed = percent(events / n)
    return computed if printed is None or percent_fits(printed, events, n) else f"{computed}, printed as {printed}"


def value_words(row: Mapping[str, Any]) -> str:
    """A reported value as 25/43 (58%); without a count, the percentage, the value or the statement alone."""
    events, n = row["events"], row["n"]
    if events is not None and n is not None:
        return f"{events}/{n} ({share_words(events, n, row['printed'])})"
    if events is not None or row["printed"]:
        return without_share(row)
    if row["value"] is not None:
        return measured_words(row["stat"], row["value"], row["unit_label"], _ends(row))
    return row["says"] or f"P {row['p']}"


def without_share(row: Mapping[str, Any]) -> str:
    """A count without a denominator, or a percentage without a count, with all that was printed beside it."""
    ends = _ends(row)
    if row["events"] is not None:
        beside = (f"{row['printed']} printed" if row["printed"] else "", ends, "denominator not accessible")
        return f"{row['events']} ({'; '.join(filter(None, beside))})"
    return f"{row['printed']} ({'; '.join(filter(None, (ends, 'no count accessible')))})"


def stat_words(stat: str) -> str:
    """What a value is: median; where that was not said, "mean or median not stated"."""
    return "mean or median not stated" if stat == Stat.NOT_STATED else stat


def measured_words(stat: str, value: float, unit: str, ends: str = "") -> str:
    """A value with what it is: median 6 weeks; a ratio, which has no unit, is named once, and a rate by its unit alone.

    Where a report does not say whether it is a mean or a median, neither do we, wherever the value is shown: 6 weeks
    (mean or median not stated). `ends` is its spread in words, which follows.
    """
    if stat == Stat.NOT_STATED:
        return f"{value:g} {unit} ({'; '.join(filter(None, (stat_words(stat), ends)))})"
    name, unit = ("" if stat == Stat.RATE else stat), ("" if unit == stat else unit)
    return " ".join(filter(None, (name, f"{value:g}", unit, f"({ends})" if ends else "")))


def harm_words(row: Mapping[str, Any], level: float) -> str:
    """A record of `Harms.figures` as 0/20 (0%; 95% CI 0% to 17%); without a count, what was reported instead.

    level: that of the interval of the record.
    """
    if row["events"] is not None and row["n"] is not None:
        share = share_words(row["events"], row["n"], row["printed"])
        exact = interval(row["ci_low"], row["ci_high"])
        text = f"{row['events']}/{row['n']} ({share}; {level_words(level)} CI {exact})"
    elif row["events"] is not None:
        text = without_share(row)
    elif row["printed"]:
        text = row["printed"] + (f" ({ends})" if (ends := _ends(row)) else "")
    elif row["value"] is not None:
        text = measured_words(row["stat"], row["value"], row["unit_label"], _ends(row))
    else:
        text = row["says"] or ""
    return text


def p_words(row: Mapping[str, Any]) -> str:
    """The P value of a record: P = 0.03, P <0.05, P not significant; nothing without one."""
    if not row["p"]:
        return ""
    return f"P = {row['p']}" if row["p"][0].isdigit() else f"P {row['p']}"


SPREADS = {"ci95": "95% CI", "iqr": "interquartile range", "range": "range", "sd": "mean ± SD"}


def _ends(row: Mapping[str, Any]) -> str:
    if row["low"] is None or row["high"] is None:
        return ""
    return f"{SPREADS[row['spread']]} {row['low']:g} to {row['high']:g}"
