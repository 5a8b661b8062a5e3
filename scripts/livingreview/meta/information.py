"""How many participants evidence needs: the optimal information size, which is the size of one adequate study."""

from __future__ import annotations

from math import ceil
from numbers import Real

from scipy.special import ndtri

from .inference import critical
from .inputs import check_level

ROUNDING = 1e-9  # a size that is whole but for rounding is not rounded up


def trial_size(control: float, change: float, *, alpha: float = 0.05, power: float = 0.8) -> int:
    """Participants in both arms of a trial that finds a relative change of a risk with this power.

    With the risks p1 and p2 = p1 (1 + change), each of two arms of the same size needs

        (z[1 - alpha/2] + z[power])^2 (p1 (1 - p1) + p2 (1 - p2)) / (p1 - p2)^2

    rounded up to a whole number. GRADE calls the sum of both the optimal information size.

    Parameters
    ----------
    control : float
        Risk with the comparator, between 0 and 1.
    change : float
        Relative change of that risk: -0.25 for a reduction by a quarter, 0.25 for an increase.
    alpha : float
        Two-sided error of the first kind, between 0 and 1.
    power : float
        Between 0 and 1.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        For a risk with either arm that does not lie between 0 and 1, no change, or an alpha or power that is none.

    References
    ----------
    - Guyatt GH, Oxman AD, Kunz R, et al. J Clin Epidemiol 2011;64:1283-1293 (GRADE guidelines 6).

    Examples
    --------
    >>> from livingreview.meta import trial_size
    >>> trial_size(0.2, -0.25)
    1806
    """
    _inside("control", control)
    if not _is_number(change) or change == 0:
        raise ValueError(f"change must be a number other than 0, such as -0.25 for a quarter less, not {change!r}.")
    treated = control * (1 + change)
    if not 0 < treated < 1:
        raise ValueError(
            f"change: {change!r} makes a risk of {treated:g} from {control!r}; it must lie within 0 and 1."
        )
    _inside("alpha", alpha)
    _inside("power", power)
    if power <= alpha / 2:
        raise ValueError(f"power must be above alpha / 2, which a trial of nobody has, not {power!r}.")
    if treated == control:
        raise ValueError(f"change: {change!r} makes no difference to a risk of {control!r}.")
    z = critical(1 - alpha, float("inf")) + float(ndtri(power))
    variance = control * (1 - control) + treated * (1 - treated)
    return 2 * _up(z**2 * variance / (control - treated) ** 2)


def precision_size(half_width: float, *, expected: float = 0.5, level: float = 0.95) -> int:
    """Participants with which the interval of one proportion reaches this far to either side.

    z[(1 + level) / 2]^2 p (1 - p) / half_width^2, rounded up to a whole number, where p is the proportion expected.

    Parameters
    ----------
    half_width : float
        Half the width of the confidence interval, between 0 and 1: 0.1 is ten percentage points to either side.
    expected : float
        The proportion that is expected, between 0 and 1; 0.5 needs most.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        For a number that does not lie between 0 and 1.

    References
    ----------
    - Cochran WG. Sampling Techniques, 3rd ed. Wiley 1977, section 4.4.

    Examples
    --------
    >>> from livingreview.meta import precision_size
    >>> precision_size(0.1)
    97
    """
    _inside("half_width", half_width)
    _inside("expected", expected)
    check_level(level)
    return _up(critical(level, float("inf")) ** 2 * expected * (1 - expected) / half_width**2)


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and value == value


def _inside(name: str, value: float) -> None:
    if not _is_number(value) or not 0 < value < 1:
        raise ValueError(f"{name} must lie between 0 and 1, not {value!r}.")


def _up(size: float) -> int:
    return ceil(size - ROUNDING)
