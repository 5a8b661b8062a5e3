"""How are the statistics used?"""

from __future__ import annotations

from functools import cached_property

from IPython.display import Markdown

from ...meta import Pooled
from ...render.myst import literal
from ...render.style import Drawing
from ...wording import percent
from ..page import Page
from . import model


class TutorialPage(Page):
    """Code of the example of the statistics, and what it gives, executed when the page is made."""

    @cached_property
    def _steps(self) -> dict[str, model.Step]:
        return model.execute(model.source())

    def step(self, name: str) -> Markdown:
        """The code of a step of the example, with what it prints or draws."""
        found = model.step(self._steps, name)
        code = literal(found.code, "python")
        if found.drawn is None:
            return Markdown(f"{code}\n\n{literal(found.printed, 'output')}\n" if found.printed else code)
        return Markdown(f"{code}\n\n{self._figure(_plot(found.code, found.drawn)).data}")


def _plot(code: str, pooled: Pooled) -> Drawing:
    interval = f"{pooled.estimate:.2f} ({percent(pooled.level)} CI {pooled.ci_low:.2f} to {pooled.ci_high:.2f})"
    return Drawing(
        name="tutorial",
        draw=lambda width: model.forest(pooled, width),
        caption=f"**What `{code}` draws.** Squares are trials, the diamond is the pooled result.",
        alt=(
            f"Forest plot of {pooled.k} trials, pooled {interval}, "
            f"prediction interval {pooled.pi_low:.2f} to {pooled.pi_high:.2f}."
        ),
        data=pooled.to_frame(),
    )
