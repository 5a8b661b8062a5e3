"""Writing a new review: templates filled with its topic, the engine beside them, all of it or nothing."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from ...publish.citation_files import write_citation
from ...publish.picture import write_picture
from ...publish.workplace import NotBuilt
from ...schema import standards
from ...store import DataError, Problem, load
from ...store.review import write_schemas
from ...wording import capital, count
from .studies import LOG, bib_record, quoted, screening_log, study_file
from .table import Listed, read_studies
from .topic import Topic

TEMPLATE = Path(__file__).parent / "template"
ENGINE = Path(__file__).resolve().parents[3]  # the folder scripts/ of the repository that this engine runs from
# What the new review takes over from that repository as it is, besides scripts/.
SHARED = (
    ".ci", ".devcontainer", ".editorconfig", ".github/dependabot.yml", ".github/pull_request_template.md",
    ".gitattributes", ".github/workflows", ".gitignore", ".pre-commit-config.yaml", "LICENSE", "Makefile",
    "changes/README.md", "changes/template.md", "pyproject.toml", "requirements",
)  # fmt: skip
MADE = shutil.ignore_patterns("__pycache__", "*.egg-info", ".*_cache")
FIELD = re.compile(r"<<([a-z-]+)>>(\n?)")
BLOCKS = "blocks"  # folder with parts of templates, which are fields by their names
TO_WRITE = "TO BE FILLED IN"


def new_review(folder: Path, topic: Topic, table: Path | None = None, today: date | None = None) -> int:
    """Write a living review into a folder that is empty or not there; returns the number of its studies.

    Raises DataError for a table that cannot be used, and NotBuilt where the folder holds something. Then, and whenever
    something else fails, nothing is left behind.
    """
    folder = folder.absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotBuilt(f"{folder} is not empty. Name a folder that is empty or does not exist yet.")
    if not (ENGINE.parent / "Makefile").is_file():
        raise NotBuilt("The engine is copied, and is not in a clone of a review. Call `.venv/bin/review new` in one.")
    studies = read_studies(table, topic) if table is not None else []
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as beside:
        made = Path(beside) / folder.name
        _write(made, topic, studies, today or date.today())
        try:
            review = load(made)
        except DataError as error:
            raise DataError([_of_new(problem) for problem in error.problems]) from None
        write_picture(review)
        write_citation(review)
        if folder.exists():
            folder.rmdir()
        made.rename(folder)
    return len(studies)


def _of_new(problem: Problem) -> Problem:
    """A problem of a file that was not kept: what was typed is what has to change."""
    return Problem(problem.file, 0, problem.field, f"{problem.message} (in the review that would have been written)")


def _write(root: Path, topic: Topic, studies: list[Listed], today: date) -> None:
    for name in SHARED:
        _copy(ENGINE.parent / name, root / name)
    shutil.copytree(ENGINE, root / "scripts", ignore=MADE)
    kind = TEMPLATE / ("comparison" if topic.against is not None else "proportion")
    fields = _fields(topic, studies, today)
    for block in sorted((kind / BLOCKS).iterdir()):
        fields[block.stem] = Lines(_filled(block, fields).rstrip("\n"))
    for part in (TEMPLATE / "common", kind):
        for file in sorted(part.rglob("*")):
            if file.is_file() and file.parent.name not in (BLOCKS, "__pycache__"):
                _text(root / file.relative_to(part), _filled(file, fields))
    _text(root / "data" / "reporting.yaml", _reporting())
    _text(root / "references.bib", "\n".join(bib_record(one) for one in sorted(studies, key=lambda one: one.key)))
    for one in studies:
        _text(root / "data" / "studies" / f"{one.key}.yaml", study_file(one, topic))
    if not studies:
        _text(root / "data" / "studies" / ".gitkeep", "")  # git keeps no empty folder
    _text(root / "data" / "screening" / "records.csv", screening_log(studies))
    write_schemas(root)


def _copy(what: Path, to: Path) -> None:
    if what.is_dir():
        shutil.copytree(what, to, ignore=MADE)
    elif what.is_file():
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(what, to)


def _text(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


class Lines(str):
    """A field that stands for itself: a term, or whole lines, which are dropped where there are none."""


def _fields(topic: Topic, studies: list[Listed], today: date) -> dict[str, str]:
    """What templates ask for by name. A plain text is put into quotes in YAML, `Lines` are not."""
    better = topic.higher_is_better
    compared = topic.against is not None
    from_table = f"Taken over from the table of another review: {count(len(studies), 'report')}"
    outcome = capital(topic.outcome)
    return {
        "title": topic.full_title,
        "intervention": topic.intervention,
        "condition": topic.condition,
        "outcome": topic.outcome,
        "outcome-label": outcome,
        "comparison-label": f"{outcome}, against {topic.against}",
        "population-question": f"People with {topic.condition}.",
        "intervention-question": f"{capital(topic.intervention)}.",
        "comparators-question": f"{capital(topic.against)}."
        if topic.against is not None
        else f"{TO_WRITE}: any other treatment, or none.",
        "outcomes-question": f"{outcome}.",
        "screening-done": f"{from_table}." if studies else "Not done yet.",
        "extraction-done": f"{from_table}; not checked." if studies else "Not done yet.",
        "bias-done": "Not judged: no publication was read." if studies else "Not done yet.",
        "date": Lines(today.isoformat()),
        "year": Lines(f'"{today.year}"'),
        "evidence-kind": Lines("comparison" if compared else "pool"),
        "higher-is-better": Lines("" if better is None else f"    higher_is_better: {str(better).lower()}"),
        "comparator-term": Lines(
            f"  {topic.ids['comparator-id']}: {{label: {quoted(topic.against)}, definition: What it is compared with.}}"
            if topic.against is not None
            else ""
        ),
        "other-methods": Lines(
            f"other_methods:\n  - {{log: {LOG}, label: table of another review}}" if studies else ""
        ),
        **{name: Lines(term) for name, term in topic.ids.items()},
    }


def _filled(file: Path, fields: Mapping[str, str]) -> str:
    """A template with its fields."""
    in_yaml = file.suffix in (".yaml", ".yml")

    def text(found: re.Match[str]) -> str:
        given = fields[found[1]]
        if in_yaml and not isinstance(given, Lines):
            given = quoted(given)
        return given + found[2] if given else ""

    return FIELD.sub(text, file.read_text("utf-8"))


def _reporting() -> str:
    """data/reporting.yaml: every item of every standard, none of them judged."""
    lines = [
        "# yaml-language-server: $schema=schema/reporting.schema.json",
        "# Where each item of a reporting standard is met (`where: [methods#sources]`), or why it is not.",
        "standards:",
    ]
    for name, standard in standards().items():
        lines.append(f"  {name}:")
        note = quoted(f"{TO_WRITE}: not judged yet.")
        lines += [f'    "{item.id}": {{reported: not-done, note: {note}}}' for item in standard.items]
    return "\n".join(lines) + "\n"
