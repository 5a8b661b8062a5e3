"""Days as they are written in data files."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field


def only_a_date(value: Any) -> Any:
    """Refuses what pydantic would take for seconds since 1970, or for a time of day."""
    if not isinstance(value, date) and not re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)):
        raise ValueError(f"{value!r} is not a date. Allowed: year-month-day, such as 2024-01-31.")
    return value


IsoDate = Annotated[date, BeforeValidator(only_a_date), Field(description="Year-month-day.")]
