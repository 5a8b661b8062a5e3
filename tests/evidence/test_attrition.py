"""Who entered an arm and group: only numbers of the same patients are held against a denominator."""

from types import SimpleNamespace as Part

import pytest

from livingreview.evidence import entered, missing
from livingreview.schema import Design, GroupRole


def study(
    design=Design.PROSPECTIVE,
    enrolled=None,
    arms=(("tea", None),),
    role=GroupRole.WHOLE,
    n=None,
    derived=None,
    how=None,
):
    return Part(
        design=design,
        population=Part(enrolled=enrolled, derived=how),
        arms=[Part(id=name, n=size) for name, size in arms],
        groups=[Part(id="all", role=role, n=n, derived=derived)],
    )


TWO = (("tea", 43), ("water", 45))
CONDITION, SUBGROUP = GroupRole.CONDITION, GroupRole.SUBGROUP


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (study(arms=(("tea", 20),)), 20),
        (study(enrolled=86), 86),
        (study(enrolled=86, arms=(("tea", 80),)), 86),  # the enrolled include those not analysed
        (study(Design.RETROSPECTIVE, enrolled=86, arms=(("tea", 80),)), 80),  # others may have had something else
        (study(Design.RETROSPECTIVE, enrolled=86), None),
        (study(Design.RCT, enrolled=88, arms=TWO), 43),
        (study(Design.RCT, enrolled=88, arms=(("tea", None), ("water", 45))), None),
        (study(Design.RCT, arms=TWO, n=88), 43),
        (study(Design.RCT, arms=(("tea", None), ("water", None)), n=88), None),  # of both arms
        (study(enrolled=20, arms=(("tea", 20),), n=20, how="From the denominator."), None),
        (study(n=20), 20),
        (study(n=20, derived="n is the denominator."), None),
        (study(enrolled=30, arms=(("tea", 30),), role=CONDITION, n=12), 12),
        (study(enrolled=30, arms=(("tea", 30),), role=CONDITION), None),
        (study(role=CONDITION, n=12, derived="Assumed."), None),
        (study(Design.RCT, arms=TWO, role=CONDITION, n=12), None),
        (study(enrolled=30, arms=(("tea", 30),), role=SUBGROUP, n=12), None),
    ],
)
def test_who_entered(found, expected):
    assert entered(found, "tea", "all") == expected


@pytest.mark.parametrize(("n", "lost"), [(78, 8), (86, 0), (90, None)])
def test_the_missing_are_those_who_are_not_counted(n, lost):
    assert missing(study(enrolled=86), "tea", "all", n) == lost


def test_an_arm_that_is_not_there_is_refused():
    with pytest.raises(KeyError):
        entered(study(enrolled=86), "water", "all")
