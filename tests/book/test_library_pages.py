"""What the documentation of the library leaves out."""

from collections.abc import Callable
from dataclasses import dataclass

from livingreview.publish.library import _left_out


@dataclass
class Cup:
    size: float
    fill: Callable[[float], float] = float
    empty: Callable[[float], float] = abs

    def drink(self) -> float:
        return 0.0


def test_an_attribute_whose_default_is_a_class_is_no_alias_of_it():
    assert _left_out(Cup) == ["   :exclude-members: fill"]
    assert _left_out(Cup.drink) == []
