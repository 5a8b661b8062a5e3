"""A printed percentage and its count: the check against exact rational arithmetic."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from livingreview.schema.outcomes import ArmValue
from livingreview.schema.values import counts_that_fit, percent_fits

exactly = settings(max_examples=400, deadline=None, derandomize=True)

decimals = st.integers(0, 4)
counts = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def text_of(units: int, places: int) -> str:
    """A percentage given in units of its last decimal place."""
    whole, part = divmod(units, 10**places)
    return f"{whole}.{part:0{places}}%" if places else f"{whole}%"


def fits_exactly(units: int, places: int, events: int, n: int) -> bool:
    """Whether the printed value is the nearest, or one of two nearest, to events/n."""
    return abs(Fraction(units, 10**places) - Fraction(100 * events, n)) <= Fraction(1, 2 * 10**places)


@exactly
@given(counts, decimals)
def test_rounded_percentage_fits_and_its_far_neighbours_do_not(count, places):
    events, n = count
    nearest = round(Fraction(100 * events * 10**places, n))
    assert percent_fits(text_of(nearest, places), events, n)
    for units in (nearest - 2, nearest + 2):
        if 0 <= units <= 100 * 10**places:
            assert not percent_fits(text_of(units, places), events, n)


@exactly
@given(counts, decimals, st.integers(-2, 2))
def test_any_percentage_near_the_count_is_judged_as_by_fractions(count, places, off):
    events, n = count
    units = min(max(round(Fraction(100 * events * 10**places, n)) + off, 0), 100 * 10**places)
    assert percent_fits(text_of(units, places), events, n) is fits_exactly(units, places, events, n)


@exactly
@given(st.integers(0, 100), st.integers(0, 2), st.integers(1, 20))
def test_exact_half_fits_both_neighbours_and_no_other(whole, places, times):
    units = min(whole * 10**places, 100 * 10**places - 1)
    events, n = (2 * units + 1) * times, 200 * 10**places * times  # halfway between units and units + 1
    for printed, fits in ((units - 1, False), (units, True), (units + 1, True), (units + 2, False)):
        if 0 <= printed <= 100 * 10**places:
            assert percent_fits(text_of(printed, places), events, n) is fits


@pytest.mark.parametrize(
    ("printed", "events", "n", "fits"),
    [
        ("12%", 1, 8, True),  # 12.5, rounded to even
        ("13%", 1, 8, True),  # 12.5, rounded up
        ("14%", 1, 8, False),
        ("12.5%", 1, 8, True),
        ("12.50%", 1, 8, True),
        ("12.4%", 1, 8, False),
        ("33%", 1, 3, True),
        ("33.3%", 1, 3, True),
        ("33.34%", 1, 3, False),
        ("66%", 2, 3, False),  # cut off, not rounded
        ("67%", 2, 3, True),
        ("0%", 0, 43, True),
        ("0%", 1, 43, False),
        ("0%", 1, 200, True),
        ("0.0%", 1, 200, False),
        ("100%", 86, 86, True),
        ("100%", 85, 86, False),
        ("100.0%", 86, 86, True),
        ("100%", 299, 300, True),
        ("70%", 55, 78, False),  # sum of rounded parts
        ("71%", 55, 78, True),
    ],
)
def test_known_percentages(printed, events, n, fits):
    assert percent_fits(printed, events, n) is fits


@pytest.mark.parametrize(("printed", "fits"), [("69%", False), ("70%", True), ("71%", True), ("72%", False)])
def test_a_sum_of_counts_may_have_the_sum_of_two_rounded_percentages(printed, fits):
    """55/78 is 70.51%."""
    assert percent_fits(printed, 55, 78, parts=2) is fits


def row(**figures) -> dict:
    return {"source": 1, "at": "Abstract", "arm": "a", "group": "g", **figures}


@exactly
@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.integers(0, 1))
def test_count_is_derived_only_where_one_integer_fits(count, places):
    events, n = count
    units = round(Fraction(100 * events * 10**places, n))
    fitting = [x for x in range(n + 1) if fits_exactly(units, places, x, n)]
    figures = row(events=events, n=n, printed=text_of(units, places), derived="percentage", how="by hand")
    assert events in fitting
    if fitting == [events]:
        assert ArmValue.model_validate(figures).events == events
    else:
        with pytest.raises(ValidationError, match="not only"):
            ArmValue.model_validate(figures)


@exactly
@given(counts, st.integers(0, 100))
def test_row_is_accepted_only_if_its_percentage_fits_or_the_conflict_is_declared(count, percentage):
    events, n = count
    figures = row(events=events, n=n, printed=f"{percentage}%")
    if fits_exactly(percentage, 0, events, n):
        ArmValue.model_validate(figures)
    else:
        with pytest.raises(ValidationError, match=f"printed: {percentage}% is not {events}/{n}"):
            ArmValue.model_validate(figures)
    ArmValue.model_validate({**figures, "conflict": "Printed so."})


@exactly
@given(st.text(alphabet="0123456789.,% -+e", max_size=7))
def test_only_percentages_from_0_to_100_are_printed_percentages(printed):
    number = printed.removesuffix("%")
    whole, _, part = number.partition(".")
    proper = (
        printed.endswith("%")
        and whole.isdigit()
        and (part.isdigit() if "." in number else not part)
        and (len(whole) <= 2 or (whole == "100" and not part.strip("0")))
    )
    if proper:
        assert ArmValue.model_validate(row(printed=printed)).printed == printed
    else:
        with pytest.raises(ValidationError):
            ArmValue.model_validate(row(printed=printed))


@exactly
@given(n=st.integers(1, 400), units=st.integers(0, 1000), places=st.integers(0, 1))
def test_counts_that_fit_are_all_counts_that_fit(n, units, places):
    printed = text_of(min(units, 100 * 10**places), places)
    assert list(counts_that_fit(printed, n)) == [events for events in range(n + 1) if percent_fits(printed, events, n)]


def test_counts_of_a_large_registry_are_found_without_trying_each():
    fitting = counts_that_fit("75%", 10**10)
    assert (fitting[0], fitting[-1]) == (7_450_000_000, 7_550_000_000)
