"""The steps of the example that the statistics ship, with what each prints and draws."""

from __future__ import annotations

import ast
import re
from contextlib import redirect_stdout
from dataclasses import dataclass
from importlib.resources import files
from io import StringIO
from typing import Any

from matplotlib.figure import Figure

from ... import meta
from ...render.style import theme
from ...schema import nearest

EXAMPLE = "examples/catheters.py"
STEP = re.compile(r"^# %% (.+)$", re.MULTILINE)
ROW, AROUND = 0.25, 0.8  # inches: height of a row, above and below the rows
PHONE = 5.0  # inches: on a narrower figure there is no space for the texts on the right


@dataclass(frozen=True)
class Step:
    """A step of the example: its code, what it printed, and the result whose plot it ends with, if it does."""

    name: str
    code: str
    printed: str
    drawn: meta.Pooled | None


def source() -> str:
    """The code of the example."""
    return files(meta).joinpath(EXAMPLE).read_text("utf-8")


def execute(text: str) -> dict[str, Step]:
    """The steps by name, executed one after the other, as a reader would."""
    parts = STEP.split(text)
    known: dict[str, Any] = {}
    steps = {}
    for name, code in zip(parts[1::2], parts[2::2], strict=True):
        printed = StringIO()
        drawn = _drawn(code)
        with redirect_stdout(printed):
            exec(compile("" if drawn else code, f"{EXAMPLE}, {name}", "exec"), known)
        steps[name] = Step(name, code.strip(), printed.getvalue().strip("\n"), known[drawn] if drawn else None)
    return steps


def _drawn(code: str) -> str:
    """The name of the result in a step that is `name.plot()` and nothing else; empty for other steps."""
    match ast.parse(code).body:
        case [ast.Expr(ast.Call(ast.Attribute(ast.Name(name), "plot"), [], []))]:
            return name
    return ""


def step(steps: dict[str, Step], name: str) -> Step:
    """A step; a ValueError names the nearest one where there is none."""
    if name not in steps:
        raise ValueError(f"The example has no step {name!r}. {nearest(name, list(steps), 40)}")
    return steps[name]


def forest(pooled: meta.Pooled, width: float) -> Figure:
    """The plot of a result on a figure of its own, `width` inches wide."""
    with theme():
        figure = Figure(figsize=(width, ROW * (pooled.k + 2) + AROUND), layout="constrained")
        axes = pooled.plot(figure.add_subplot())
    for texts in axes.child_axes:
        texts.set_visible(width >= PHONE)
    return figure
