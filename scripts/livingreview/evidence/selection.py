"""Choosing rows of a table so that every row left out has its reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd


class Selection:
    """Rows of a table, of which some are left out, each for one reason: the first that applies.

    Chosen rows and rows left out together are always all rows. The table needs an index without duplicates, because
    reasons are kept by it; it is not changed.
    """

    def __init__(self, rows: pd.DataFrame) -> None:
        if not rows.index.is_unique:
            raise ValueError("The index of the rows has duplicates. Reset it first: reasons are kept by index.")
        self.rows = rows
        self._reasons = pd.Series("", index=rows.index, dtype=object)

    @property
    def reasons(self) -> pd.Series:
        """Why each row is left out; empty text for a chosen row. On the index of the rows."""
        return self._reasons.copy()

    @property
    def chosen(self) -> pd.DataFrame:
        """Rows that nothing has left out so far, in the order of the table."""
        return self.rows[self._reasons == ""].copy()

    @property
    def left_out(self) -> pd.DataFrame:
        """The other rows, in the order of the table, with the column `reason`."""
        out = self._reasons != ""
        return self.rows[out].assign(reason=self._reasons[out])

    def exclude(self, where: pd.Series, reason: str | pd.Series) -> None:
        """Leave out chosen rows that meet a condition; rows left out before keep their reason.

        where: boolean, on the index of the rows; a missing value leaves nothing out. reason: one text, or a series of
        texts on that index. Raises ValueError for another index or an empty reason.
        """
        if not where.index.equals(self.rows.index):
            raise ValueError("The condition is not on the index of the rows.")
        where = where.astype("boolean").fillna(False).astype(bool) & (self._reasons == "")
        for index in where.index[where]:
            self._leave_out(index, reason[index] if isinstance(reason, pd.Series) else reason)

    def exclude_rows(self, reasons: Mapping[Any, str]) -> None:
        """Leave out single rows, by index, each for its own reason; rows left out before keep theirs."""
        for index, reason in reasons.items():
            if self._reasons.at[index] == "":
                self._leave_out(index, reason)

    def _leave_out(self, index: Any, reason: str) -> None:
        if not isinstance(reason, str) or not reason:
            raise ValueError(f"{reason!r} is no reason to leave out row {index!r}. A text is needed.")
        self._reasons.at[index] = reason


def passed_over(distance: float, n: int, of_chosen: tuple[float, int], what: str = "row") -> str:
    """Why a row, or pair of rows, gave way to the chosen one of the same report.

    distance: months from the target month, inf where only words are given; n: patients; of_chosen: both for the chosen
    one. Rules in this order: nearer to the target, then more patients, then first in the file.
    """
    nearest, most = of_chosen
    if distance > nearest:
        if distance == float("inf"):
            return f"another {what} of the same report gives a month"
        return "another time of the same report is nearer to the target"
    if n < most:
        return f"another {what} of the same report, as near to the target, has more patients"
    return f"another {what} of the same report, as near and as large, comes first in its file"
