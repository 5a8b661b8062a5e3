"""The comment on a pull request: what it does to the review, the most important first, on one page.

What is written outside blocks of code is ours and constant, but for numbers. See `quoting` for all other text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from ...living.diff.outline import EDITED, FOLLOWING, Grid, Line, outline, summary
from ...living.diff.report import Report
from ...subjects.versions.difference import EstimateChange
from ...wording import count, listed
from .blocks import Block, Item, block, certainty, first_of_all, publications, sentences, unchanged, values
from .material import Gathered, Page, Pages
from .overlay import KEY, overlay
from .quoting import WIDTH, coded, cut, wrapped

MARKER = "<!-- gate of the living review -->"  # the first line, by which the comment is found again
LABEL = "explained"  # set by an editor who accepts that an estimate changes without a publication behind it
LIMIT = 60_000  # characters; GitHub takes 65,536
CLOSING = 2_500  # characters kept for what follows the sections
SHARE = 0.2  # of the limit that one section may take before every other has had as much
MOST_FILES = 30  # names of files that the notice on code lists
# What makes the report and runs the checks; whoever changes it can make the report say anything.
# What is no code of the checks: whatever else a pull request changes could change them, under a name not thought of.
TEXTS = ("chapters/", "changes/", "data/", "docs/")
TEXT_FILES = frozenset(
    "references.bib _toc.yml _manuscript.yml _journals.yml CITATION.cff .zenodo.json LICENSE LICENSE-CONTENT".split()
)
PROGRAMS = (".bat", ".css", ".html", ".ipynb", ".js", ".pth", ".py", ".sh", ".so")  # wherever they are
# Where a comment would be too long, other sections are cut before these, and the last of these first.
KEPT_FIRST = (
    "What to correct", "Worth a second look", "Publications and values", "Certainty", "Estimates that change", EDITED,
    FOLLOWING, "Rules and settings",
)  # fmt: skip
ELSEWHERE = {  # sections of `review diff` that are shown as it prints them
    "Computed otherwise by this engine, from the same data", "Directions of findings", "Records and searches",
    "Printed by cells", "Not compared",
}  # fmt: skip


@dataclass(frozen=True)
class Run:
    """A run of a workflow: its name in the comment, what became of it, and its address; all from GitHub."""

    name: str
    outcome: str
    address: str


@dataclass(frozen=True)
class Facts:
    """What is known of a pull request.

    `gathered` and `pages` come from the run without rights, or are a sentence of ours that says why they are not there.
    GitHub itself says `runs`, `files` (names of changed files), `links` (what each stored archive is, and its address)
    and `explained` (whether an editor has set LABEL).
    """

    head: str
    gathered: Gathered | str
    pages: Pages | str = ""
    runs: Sequence[Run] = ()
    files: Sequence[str] = ()
    links: Sequence[tuple[str, str]] = field(default=())
    explained: bool = False


@dataclass(frozen=True)
class Section:
    """A heading, a sentence below it, and blocks of code. What is folded is shown when a reader opens it."""

    title: str
    about: str
    blocks: tuple[Block, ...]
    folded: bool = False


def comment(facts: Facts, limit: int = LIMIT) -> str:
    """The comment as Markdown of at most `limit` characters; its end says what was left out."""
    head = f"{MARKER}\n{''.join(_head(facts))}"
    left = limit - CLOSING - len(head)
    sections = list(_sections(facts))
    texts, missing = [""] * len(sections), [0] * len(sections)
    order = sorted(range(len(sections)), key=lambda i: (_rank(sections[i]), i))
    for share in (SHARE, 1):  # each has its share; what is left then goes to the most important that was cut
        for i in order:
            if share == SHARE or missing[i]:
                most = min(left + len(texts[i]), int(limit * share))
                left += len(texts[i])
                texts[i], missing[i] = _written(sections[i], most)
                left -= len(texts[i])
    cut = [
        f"{section.title} ({count(items, 'entry', 'entries')})"
        for section, items in zip(sections, missing, strict=True)
        if items
    ]
    return "".join((head, *texts, *_foot(facts, cut)))


def _rank(section: Section) -> int:
    """The place of a section when there is not room for all."""
    return KEPT_FIRST.index(section.title) if section.title in KEPT_FIRST else len(KEPT_FIRST)


def _head(facts: Facts) -> Iterator[str]:
    yield from _notice_on_code(facts.files)
    gathered = facts.gathered
    if isinstance(gathered, str):
        yield f"**{gathered}**\n\n"
    elif gathered.report is None:
        yield f"**The data are not valid: {count(gathered.count, 'problem')}.** Nothing else was computed.\n\n"
    else:
        text, _ = block(first_of_all(gathered.report), most=6_000)
        yield f"{text}\n{summary(gathered.report)}\n\n"
        if gathered.report.engine or any(one.unexplained for one in gathered.report.estimates):
            done = f"An editor has set the label `{LABEL}`."
            asked = f"The pull request must say why; an editor who agrees sets the label `{LABEL}`."
            yield f"**An estimate changes without a publication behind it.** {done if facts.explained else asked}\n\n"


def _notice_on_code(files: Sequence[str]) -> Iterator[str]:
    """What an editor must know before the report: whether the pull request changes what makes it."""
    code = sorted({name for name in files if not _is_text(name)})
    if code:
        text, left = block(Block("text", tuple([cut(name, WIDTH)] for name in code[:MOST_FILES])), most=4_000)
        more = max(0, len(code) - MOST_FILES) + left
        yield (
            f"> [!WARNING]\n> This pull request changes {count(len(code), 'file')} of the code or the checks that make "
            f"this report, so that the report may say anything. Read these files before you believe it.\n\n{text}"
            f"{f'and {more:,} more' if more else ''}\n\n"
        )


def _is_text(name: str) -> bool:
    """Whether a file holds data or text, which the checks read and do not execute."""
    page = "/" not in name and name.endswith(".md")
    return (name.startswith(TEXTS) or name in TEXT_FILES or page) and not name.endswith(PROGRAMS)


def _sections(facts: Facts) -> Iterator[Section]:
    gathered = facts.gathered
    if isinstance(gathered, Gathered) and gathered.report is None:
        problems = tuple([*wrapped(problem, most=600)] for problem in gathered.problems)
        yield Section("What to correct", "", (Block("text", problems),))
    if isinstance(gathered, Gathered) and gathered.report is not None:
        report = gathered.report
        changed = [one for one in report.estimates if one.changed]
        yield from _some("Worth a second look", "", "text", ([*wrapped(one, most=600)] for one in gathered.notices))
        if (found := publications(report)).items:
            yield Section("Publications and values", "", (found,))
        if changed:
            yield from _some("Estimates that change", f"{KEY}.", "text", map(_drawn, changed))
        yield from _some("Certainty", "", "diff", certainty(report))
        for title, edited in ((EDITED, True), (FOLLOWING, False)):
            changes = (change for change in report.sentences or () if change.edited is edited)
            yield from _some(title, "", "diff", sentences(changes))
        if isinstance(facts.pages, Pages):
            yield from _some("Pages of the site", _about_pages(facts.pages), "diff", map(_page, facts.pages.pages))
        for title, different in (
            ("Rules and settings", report.settings),
            ("References", report.references),
            ("Screening log", report.screening),
        ):
            yield from _some(title, "", "diff", values(different))
        for one in outline(_rest(report)):
            if one.title in ELSEWHERE:
                items = (list(_as_printed(each)) for each in one.blocks)
                yield from _some(one.title, "", "text", items, folded=True)
        yield from _some("Estimates that do not change", "", "text", unchanged(report), folded=True)


def _rest(report: Report) -> Report:
    """The report without what has sections of its own."""
    return replace(
        report, warnings=(), publications=(), settings=(), references=(), screening=(), estimates=(), certainty=(),
        sentences=None, judge_again=(),
    )  # fmt: skip


def _some(title: str, about: str, language: str, items: Iterable[Item], folded: bool = False) -> Iterator[Section]:
    found = tuple(items)
    if found or about:
        yield Section(title, about, (Block(language, found),) if found else (), folded)


def _drawn(one: EstimateChange) -> Item:
    return [*wrapped(f"{one.label} [{one.id}]", most=200), *overlay(one), ""]


def _as_printed(one: Line | Grid) -> Iterator[str]:
    if isinstance(one, Line):
        signs = {"old": ("[-", "-]"), "new": ("{+", "+}")}
        text = "".join(span.text.join(signs.get(span.style, ("", ""))) for span in one.spans)
        yield from wrapped(text, "  " * one.level, most=1_000)
        return
    for row in (one.head, *one.rows):
        yield from wrapped(" | ".join(row), most=1_000)


def _about_pages(pages: Pages) -> str:
    different = len(pages.pages) + pages.left_out
    parts = [
        f"{count(n, 'page')} {what}"
        for n, what in ((different, "with another text"), (len(pages.new), "new"), (len(pages.gone), "gone"))
        if n
    ]
    same = f"{count(pages.same, 'page')} the same but for numbers of citations, figures and tables, and dates"
    return f"{listed([*parts, same])[:1].upper()}{listed([*parts, same])[1:]}."


def _page(page: Page) -> Item:
    lines = [*wrapped(f"{page.name} {page.title}".strip(), most=200)]
    for mark, texts, total in (("- ", page.removed, page.gone), ("+ ", page.added, page.come)):
        for text in texts[:3]:
            lines += wrapped(text, mark, most=300)
        if total > min(3, len(texts)):
            lines.append(f"{mark}and {total - min(3, len(texts)):,} more")
    if page.figures:
        lines += wrapped(f"figures: {', '.join(page.figures)}", "  ", most=400)
    if page.picture:
        lines.append(f"  picture: {page.picture}")
    return lines


def _written(section: Section, most: int) -> tuple[str, int]:
    """The section in at most so many characters, and how many entries are missing in it."""
    about = f"{section.about}\n\n" if section.about else ""
    if section.folded:
        begin, end = f"<details><summary>{section.title}</summary>\n\n{about}", "\n</details>\n\n"
    else:
        begin, end = f"#### {section.title}\n\n{about}", "\n"
    text, missing = begin, 0
    for one in section.blocks:
        shown, left = block(one, most=most - len(text) - len(end))
        text, missing = text + shown, missing + left
    if text == begin and section.blocks:
        return "", missing
    return text + end, missing


def _foot(facts: Facts, missing: Sequence[str]) -> Iterator[str]:
    if missing:
        yield f"**Left out, as a comment may be no longer:** {listed(missing)}. The archives below hold everything.\n\n"
    if isinstance(facts.pages, str) and facts.pages:
        yield f"Pages of the site: {facts.pages}\n\n"
    links = [f"[{run.name}: {run.outcome}]({run.address})" for run in facts.runs]
    links += [f"[{name}]({address})" for name, address in facts.links]
    if links:
        yield f"{' · '.join(links)}\n\n"
    base = f" against {coded(facts.gathered.base[:9])}" if isinstance(facts.gathered, Gathered) else ""
    yield (
        f"<sub>Commit {coded(facts.head[:9])}{base}. Grey blocks quote the contribution and what is computed from it: "
        "nothing in them is said by the editors, or is a request to be followed. "
        "This comment is written again after each run.</sub>\n"
    )
