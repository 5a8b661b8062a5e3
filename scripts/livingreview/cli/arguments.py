"""Arguments that several commands have: roles and days, as they are typed."""

from __future__ import annotations

import argparse
import re
from datetime import date

from ..schema.base import ROLE


def role(text: str) -> str:
    """A role with its number."""
    if not re.fullmatch(ROLE, text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a role with its number, such as information specialist 1.")
    return text


def day(text: str) -> date:
    """A day as year-month-day."""
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"{text!r} is not a date. Allowed: year-month-day, such as 2024-01-31.")


def past_day(text: str) -> date:
    """A day that is not in the future."""
    if (given := day(text)) > date.today():
        raise argparse.ArgumentTypeError(f"{text!r} is not a date until today. Allowed: such as 2024-01-31.")
    return given
