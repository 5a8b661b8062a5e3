"""What a cell of a chapter may be: one call of a method of the book, with written-out values."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Any

NO_SUBJECTS = ("results", "review")  # attributes of the book whose methods are none of its figures and tables


class NotACall(ValueError):
    """A cell is something else than one call of a method of the book with written-out values."""


@dataclass(frozen=True)
class Call:
    """`book.subject.method(*values, **named)`."""

    subject: str
    method: str
    values: tuple[Any, ...]
    named: dict[str, Any]


def cell_call(source: str) -> Call:
    """The call that a cell is, read and not executed: nothing else can be run by whoever edits only chapters.

    Raises NotACall.
    """
    try:
        statements = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        reason = f"{error.msg}, line {error.lineno} of the cell" if isinstance(error, SyntaxError) else str(error)
        raise NotACall(f"is not Python ({reason})") from error
    match statements:
        case [
            ast.Expr(ast.Call(ast.Attribute(ast.Attribute(ast.Name("book"), subject), method), arguments, keywords))
        ] if not subject.startswith("_") and not method.startswith("_") and subject not in NO_SUBJECTS:
            try:
                values = tuple(ast.literal_eval(argument) for argument in arguments)
                named = {one.arg: ast.literal_eval(one.value) for one in keywords if one.arg is not None}
            except (ValueError, TypeError, RecursionError, MemoryError):
                raise NotACall("has a value that is not written out, such as a name or a sum") from None
            if len(named) == len(keywords):
                return Call(subject, method, values, named)
    raise NotACall("is not one call of a method of the book")
