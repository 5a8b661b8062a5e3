"""What several test files share: drawings that must be tidy, made-up syntheses, and changes to files of a review."""

from __future__ import annotations

import itertools
import random
import shutil
import string
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg

from livingreview.meta import Estimate, pool_proportions, study_interval
from livingreview.render import style
from livingreview.schema import Pool, Subgroup, Window
from livingreview.subjects.pools.model import SubgroupResult, Synthesis

REPOSITORY = Path(__file__).resolve().parents[1]
INVENTED = REPOSITORY / "tests" / "review"
WIDTHS = (style.WIDE, style.NARROW)
# Texts that a format could take for something else.
MARKUP = (
    "- 5 mg", "+ x", "* x", "1. x", "12) x", "7", "# x", "> x", "% x", "--", "---", "***", "+++", "===", ":::", "```",
    "| x |", "&lt; 5", "&#60;", "x &amp", "$10 v $20", "$a$", "$$a$$", "**x**", "_x_", "~~x~~", "[x](y)", "![x](y)",
    "[^1]", "x!", "<b>x</b>", "<https://example.org>", "https://example.org", "//example.org", "www.example.org",
    "a@example.org", "{role}`x`", "`x`", "(x)=", "x\\", "\\", "x\n: y", '"x" ... (c) -- x', "\u00a0x\u00a0", ":name: x",
    "<!-- x -->",
)  # fmt: skip
LABELS = ("Li 2013", "Mousavi-Hasanzadeh 2020", "Braz J Med Biol Res 2017", "Wu 2021a")


def synthesis(k: int, largest: int = 2000) -> Synthesis:
    rng = np.random.default_rng(k)
    n = rng.integers(3, largest, k)
    events = rng.integers(0, n + 1)
    labels = {"a": "Adults", "b": "Adults and children together, or the age is not stated", "c": "Nobody"}
    subgroups = [
        Subgroup.model_construct(id=key, label=label, conditions=["c"], ages=["adult"]) for key, label in labels.items()
    ]
    window = Window(target=3.0, first=1.0, last=6.0)
    pool = Pool.model_construct(
        label="Overall response near 3 months", outcome="OR", window=window, subgroups=subgroups
    )
    interval = study_interval(events, n) if k else Estimate(*[np.empty(0)] * 3)
    when = [("not-stated", None, None)[i % 3] for i in range(k)]
    rows = pd.DataFrame(
        {
            "study": [f"s{i}" for i in range(k)], "label": [f"{LABELS[i % 4]}" for i in range(k)],
            "subgroup": ["a" if i < k / 2 else "b" for i in range(k)], "events": events, "n": n,
            "proportion": interval.estimate, "ci_low": interval.ci_low, "ci_high": interval.ci_high,
            "month": [(None, 12.0, 12.0)[i % 3] for i in range(k)], "when": when,
            "marks": [("ADTC", "", "S")[i % 3] for i in range(k)],
        }
    )  # fmt: skip

    def pooled(part):
        return pool_proportions(part["events"].to_numpy(), part["n"].to_numpy()) if len(part) else None

    whole = pooled(rows)
    rows["weight"] = whole.weights if whole else np.nan
    parts = tuple(SubgroupResult(s, pooled(rows[rows["subgroup"] == s.id])) for s in subgroups)
    return Synthesis("test", pool, rows, rows.iloc[:0], whole, parts)


def texts(figure):
    renderer = FigureCanvasAgg(figure).get_renderer()
    return [(t.get_text(), t.get_window_extent(renderer)) for axes in figure.axes for t in axes.texts
            if t.get_text().strip()]  # fmt: skip


def assert_tidy(figure):
    frame = figure.bbox
    found = texts(figure)
    for text, box in found:
        inside = box.x0 >= -1 and box.y0 >= -1 and box.x1 <= frame.x1 + 1 and box.y1 <= frame.y1 + 1
        assert inside, f"{text!r} is cut"
    for (one, a), (other, b) in itertools.combinations(found, 2):
        across = min(a.x1, b.x1) - max(a.x0, b.x0)
        down = min(a.y1, b.y1) - max(a.y0, b.y0)
        assert across < 0.5 or down < 2, f"{one!r} lies on {other!r}"


def assert_all_tidy(*drawings):
    """Draw each at both widths: nothing cut, nothing on top of something else, and each has a caption and words."""
    with mpl.rc_context(style.RC):
        for drawing in drawings:
            for width in WIDTHS:
                assert_tidy(drawing.draw(width))
            assert drawing.caption and drawing.alt


def hostile_texts(count: int = 60) -> list[str]:
    """MARKUP in one line each, and texts of any signs of ASCII, always the same."""
    chosen = random.Random(14)
    made = ["".join(chosen.choices(string.printable[:95], k=24)).strip() for _ in range(count)]
    return [" ".join(text.split()) for text in (*MARKUP, *made)]


def change(file: Path, old: str, new: str) -> None:
    """Replace a text that occurs exactly once in a file."""
    text = file.read_text("utf-8")
    assert text.count(old) == 1, (old, text.count(old))
    file.write_text(text.replace(old, new), "utf-8")


def without_runs(root: Path) -> None:
    """The invented review before its first recorded run: no data/searches, and nothing that awaits screeners."""
    shutil.rmtree(root / "data" / "searches")
    shutil.rmtree(root / "data" / "screening" / "decisions")
    log = root / "data" / "screening" / "records.csv"
    head, *lines = log.read_text("utf-8").splitlines()
    kept = [line.rpartition(",")[0] + "," for line in lines if ",pending," not in line]  # the last cell is the key
    log.write_text("\n".join([head, *kept]) + "\n", "utf-8")


def files_of(root: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path in it."""
    return {str(f.relative_to(root)): f.read_bytes() for f in sorted(root.rglob("*")) if f.is_file()}


def restore(root: Path, files: dict[str, bytes]) -> None:
    """Give a folder exactly these files again (see `files_of`), whatever was changed, added, removed or replaced."""
    folders = {parent for name in files for parent in (root / name).parents}
    for path in sorted(root.rglob("*"), reverse=True):  # what a folder holds before the folder
        if path.is_symlink() or (path.is_file() and str(path.relative_to(root)) not in files):
            path.unlink()
        elif path.is_dir() and path not in folders:
            path.rmdir()
    for name, content in files.items():
        file = root / name
        if not file.is_file() or file.read_bytes() != content:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)


def in_one_cohort(root: Path, *keys: str, before: str = "groups:") -> None:
    """Declare, in the files of these publications, that all report the same patients."""
    for key in keys:
        overlaps = ", ".join(f"{{study: {other}, extent: same, why: Same town.}}" for other in keys if other != key)
        cohort = f"cohort: {{id: town, overlaps: [{overlaps}]}}\n{before}"
        change(root / f"data/studies/{key}.yaml", before, cohort)
