"""Reports of the gate that tests share: small ones, and one that holds hostile texts wherever anybody can put one."""

from dataclasses import replace

from livingreview.contributing.gate.material import Gathered, Page, Pages
from livingreview.living.diff.prose import Sentence, changes
from livingreview.living.diff.report import FORM, Publication, Report
from livingreview.living.diff.rows import Row
from livingreview.living.diff.values import Value
from livingreview.subjects.versions.difference import EstimateChange, LevelChange, Numbers

BASE, HEAD = "a" * 40, "b" * 40
EMPTY = Report(
    form=FORM, old="main", new="this folder", notes=(), warnings=(), publications=(), settings=(), references=(),
    screening=(), records=(), searches=(), estimates=(), engine=(), certainty=(), directions=(), claims=(),
    sentences=(), cells=None,
)  # fmt: skip
BEFORE = Numbers(8, 247, 164, 0.701, 0.572, 0.803, 0.330, 0.920)
NOW = Numbers(8, 247, 155, 0.628, 0.470, 0.760, 0.200, 0.930)


def estimate(label="Relief near 3 months", old=BEFORE, new=NOW, name="relief", measure="proportion"):
    shift = new.estimate - old.estimate if old and new else None
    return EstimateChange(
        "results", name, label, measure, 0.95, old, new, old != new, shift, None, (), (), (), (), False, ()
    )


def gathered(report: Report | None = EMPTY, **fields) -> Gathered:
    return Gathered(base=BASE, head=HEAD, report=report, **fields)


def with_texts(texts) -> tuple[Gathered, Pages]:
    """A report and pages that print each text in every place that data, chapters or names of files can fill."""
    rows = tuple(Row(3, f"safety[{n}]", *[text] * 7) for n, text in enumerate(texts))
    values = tuple(Value(text, 3, f"{text}.{text}", text, text, f"{text} now", text, True) for text in texts)
    report = replace(
        EMPTY,
        old=texts[0],
        new=texts[-1],
        notes=tuple(texts),
        warnings=tuple(texts),
        publications=tuple(
            Publication(text, f"{text} label", "studies", "added", values[:2], text, rows[:2], (text,))
            for text in texts
        ),
        settings=values,
        references=values,
        screening=values,
        estimates=tuple(estimate(text, name=text) for text in texts),
        certainty=tuple(LevelChange(text, text, text, f"{text} now", ((text, -1, None),)) for text in texts),
        sentences=tuple(changed for text in texts for changed in changes(text, [], [Sentence(1, text, f"New {text}")])),
        judge_again=tuple(texts),
        cells=tuple(changed for text in texts for changed in changes(text, [], [Sentence(1, text, f"New {text}")])),
    )
    page = [Page(name=text[:200], title=text, removed=(text,), added=(text,), gone=9, come=9, figures=(text[:200],))
            for text in texts]  # fmt: skip
    return gathered(report, problems=tuple(texts[:200]), notices=tuple(texts[:200])), Pages(pages=tuple(page))
