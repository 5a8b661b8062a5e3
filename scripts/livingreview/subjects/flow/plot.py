"""PRISMA 2020 flow diagram: searches of databases and registers on one side, other methods on the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from ...render import diagram
from ...render.diagram import Arrow, Box, boxed
from ...render.style import Drawing
from ...schema import ReasonGroup, Stage
from ...wording import count, listed
from .model import Flow, Stream

NOT_RUN, NOT_DONE = "not run", "not done"
# The full text has a box of its own.
STAGES = {Stage.TITLE: "on the title", Stage.ABSTRACT: "on an abstract, an excerpt or a registry entry"}
MARGIN, GAP, STEP = 0.05, 0.17, 0.2  # inches: at the edge, between main and side box, between rows
STRIP = 0.24  # inches for the name of a phase


@dataclass(frozen=True)
class Content:
    """What a box says: a title, and lines of words with their count (None: no count)."""

    title: str
    items: tuple[tuple[str, int | None], ...] = ()
    off: bool = False

    @property
    def lines(self) -> list[str]:
        """The items as printed."""
        return [word if n is None else f"{word}: {n:,}" for word, n in self.items]


def flow_diagram(flow: Flow) -> Drawing:
    """The flow of records through this version, as a diagram with real text (SVG) and for print (PDF)."""

    def svg(width: float) -> str:
        boxes, arrows, height = _placed(flow, width)
        return diagram.svg(boxes, arrows, (width, height))

    def draw(width: float):
        boxes, arrows, height = _placed(flow, width)
        return diagram.drawn(boxes, arrows, width, height)

    return Drawing(
        name="flow",
        draw=draw,
        svg=svg,
        caption="**Flow of records** after the PRISMA 2020 template. "
        "A record that was found in several ways counts in each of them, and one that is the same publication as "
        "another counts as a duplicate; dashed boxes were not done. "
        "Each excluded or awaiting record has one reason; its category is counted here, "
        "and the screening log gives the reason in full.",
        alt=in_words(flow),
        data=pd.DataFrame(
            [(where, box.title, word, n) for where, part in contents(flow).items() for box in part.values()
             for word, n in (box.items or (("", None),))],
            columns=["column", "box", "what", "records"],
        ),
    )  # fmt: skip


def contents(flow: Flow) -> dict[str, dict[str, Content]]:
    """What each box says, by column and box; the picture, the list and the text alternative are made from it."""
    searched = any(n is not None for n in flow.found.values())
    found = tuple((f"{name}: {NOT_RUN}" if n is None and searched else name, n) for name, n in flow.found.items())
    search = _stream(flow.by_search, "Records identified from databases and registers", found, searched)
    other = _stream(flow.otherwise, "Records identified by other methods", tuple(flow.found_otherwise.items()), True)
    silent = f"; {len(flow.without_data):,} without an accessible value" if flow.without_data else ""
    clinical = f"clinical reports (of {count(flow.cohorts, 'study')}{silent})"
    kinds = {
        clinical: flow.clinical,
        **({"mechanistic reports": flow.mechanistic} if flow.mechanistic else {}),
        "registered trials without results": flow.trials,
        **({"register entries of included reports": flow.entries} if flow.entries else {}),
        **({"background publications, not counted above": flow.background} if flow.background else {}),
    }
    included = Content(f"Reports included {_n(flow.reports)}", tuple(kinds.items()))
    return {"search": search, "other": other, "both": {"included": included}}


def _stream(stream: Stream, head: str, found: tuple[tuple[str, int | None], ...], run: bool) -> dict[str, Content]:
    def titled(words: str, n: int) -> str:
        return f"{words} {_n(n)}" if run else f"{words}: {NOT_RUN}"

    read = int(stream.judged.get(str(Stage.FULL_TEXT), 0))
    judged = tuple((words, int(stream.judged.get(str(stage), 0))) for stage, words in STAGES.items())
    if stream.unscreened:
        judged += (("not screened yet", stream.unscreened),)
    unread = (("not assessed yet", stream.unread),) if stream.unread else ()
    return {
        "identified": Content(titled(head, stream.identified), found, not run),
        "duplicates": Content(
            titled("Removed before screening: duplicates and further reports", stream.duplicates), (), not run
        ),
        "screened": Content(titled("Records screened", stream.screened), judged if run else (), not run),
        "excluded": Content(titled("Records excluded", int(stream.excluded.sum())), _reasons(stream.excluded), not run),
        "full text": Content(
            f"Reports assessed in full text {_n(read)}" if read else f"Full texts sought and assessed: {NOT_DONE}",
            unread,
            not read,
        ),
        "awaiting": Content(
            titled("Awaiting classification", int(stream.awaiting.sum())), _reasons(stream.awaiting), not run
        ),
    }


def _n(n: int) -> str:
    """The count, kept on one line."""
    return f"(n\u00a0=\u00a0{n:,})"


def _reasons(counts: pd.Series) -> tuple[tuple[str, int], ...]:
    return tuple((ReasonGroup(str(name)).label, int(n)) for name, n in counts.items())


def in_words(flow: Flow) -> str:
    """The diagram in words."""
    parts = []
    if any(n is not None for n in flow.found.values()):
        parts.append("Databases and registers: " + _stream_in_words(flow.by_search))
    waiting = [name for name, n in flow.found.items() if n is None]
    if waiting:
        parts.append(f"Not searched yet: {listed(waiting)}")
    parts.append("Other methods: " + _stream_in_words(flow.otherwise))
    silent = f" ({len(flow.without_data):,} without an accessible value)" if flow.without_data else ""
    mechanistic = f", {count(flow.mechanistic, 'mechanistic report')}" if flow.mechanistic else ""
    entries = f", {count(flow.entries, 'register entry')} of included reports" if flow.entries else ""
    background = f"; background publications beside them: {flow.background:,}" if flow.background else ""
    parts.append(
        f"Included: {flow.reports:,}, of them {flow.clinical:,} clinical reports of {count(flow.cohorts, 'study')}"
        f"{silent}{mechanistic}, {count(flow.trials, 'registered trial')} without results"
        f"{entries}{background}"
    )
    return "PRISMA 2020 flow diagram. " + ". ".join(parts) + "."


def _stream_in_words(stream: Stream) -> str:
    def by(counts: pd.Series) -> str:
        return f" ({listed(f'{word} {n:,}' for word, n in _reasons(counts))})" if len(counts) else ""

    unscreened = f"{stream.unscreened:,} not screened yet, " if stream.unscreened else ""
    unread = f"{stream.unread:,} not assessed in full text yet, " if stream.unread else ""
    return (
        f"{count(stream.identified, 'record')} identified, {stream.duplicates:,} duplicates removed, {unscreened}"
        f"{stream.screened:,} screened, {int(stream.excluded.sum()):,} excluded{by(stream.excluded)}, "
        f"{int(stream.awaiting.sum()):,} awaiting classification{by(stream.awaiting)}, "
        f"{unread}{stream.included:,} included"
    )


def boxes_in_words(flow: Flow) -> list[tuple[str, list[str]]]:
    """The boxes as headings with their lines, in reading order: the same words as in the picture."""
    return [(box.title, box.lines) for part in contents(flow).values() for box in part.values()]


HEADS = {"search": "Databases and registers", "other": "Other methods"}


def _placed(flow: Flow, width: float) -> tuple[list[Box], list[Arrow], float]:
    """Boxes and arrows at this width, and the height they need: two columns side by side, or one above the other."""
    words = contents(flow)
    return _stacked(words, width) if width < 5 else _beside(words, width)


def _beside(words: Mapping[str, Mapping[str, Content]], width: float) -> tuple[list[Box], list[Arrow], float]:
    inner = width - 2 * MARGIN - STRIP - 2 * GAP
    # The column that holds records gets more space for its reasons.
    share = 0.42 if words["search"]["identified"].off else 0.5
    left = MARGIN + STRIP + GAP
    at = {"search": (left, inner * share), "other": (left + inner * share + GAP, inner * (1 - share))}
    heads = {name: boxed(x, MARGIN, space, HEADS[name], heading=True) for name, (x, space) in at.items()}
    first = max(head.bottom for head in heads.values()) + STEP / 2
    # Screening begins at the same height in both columns.
    second = max(_identification(words[name], x, space, first)[-1] for name, (x, space) in at.items()) + STEP
    columns = {name: _column(words[name], x, space, first, second) for name, (x, space) in at.items()}
    lowest = max(box.bottom for boxes, *_ in columns.values() for box in boxes)
    third = lowest + STEP * 1.2
    included = _included(words, left + inner * 0.22, third, inner * 0.5)
    boxes = [*heads.values(), *(box for part, *_ in columns.values() for box in part), included]
    arrows = [arrow for _, part, _ in columns.values() for arrow in part]
    for name, (_, _, last) in columns.items():
        x, off = last.x + 0.25 * last.width, words[name]["identified"].off
        if included.x < x < included.x + included.width:
            arrows.append(Arrow([(x, last.bottom), (x, included.y)], off))
        else:
            y = included.y + included.height / 2
            side = included.x if x <= included.x else included.x + included.width
            arrows.append(Arrow([(x, last.bottom), (x, y), (side, y)], off))
    phases = (("Identification", first, second - STEP / 2), ("Screening", second, lowest), ("Included", third, None))
    for phase, top, end in phases:
        end = included.bottom if end is None else end
        boxes.append(Box(MARGIN, top, STRIP, [phase], heading=True, tall=end - top))
    return boxes, arrows, included.bottom + MARGIN


def _stacked(words: Mapping[str, Mapping[str, Content]], width: float) -> tuple[list[Box], list[Arrow], float]:
    rail = 0.16  # inches for the line from the upper column past the lower one
    x, space = MARGIN + rail, width - 2 * MARGIN - rail
    boxes: list[Box] = []
    arrows: list[Arrow] = []
    ends: list[Box] = []
    y = MARGIN
    for name, head_words in HEADS.items():
        head = boxed(x, y, space, head_words, heading=True)
        part, lines, last = _column(words[name], x, space, head.bottom + STEP / 2)
        boxes += [head, *part]
        arrows += lines
        ends.append(last)
        y = max(box.bottom for box in boxes) + STEP
    included = _included(words, x, y, space)
    upper, lower = ends
    middle, goal = upper.y + upper.height / 2, included.y + included.height / 2
    past = [(upper.x, middle), (MARGIN, middle), (MARGIN, goal), (included.x, goal)]
    below = lower.x + 0.25 * lower.width
    arrows.append(Arrow(past, words["search"]["identified"].off))
    arrows.append(Arrow([(below, lower.bottom), (below, included.y)]))
    return [*boxes, included], arrows, included.bottom + MARGIN


def _included(words: Mapping[str, Mapping[str, Content]], x: float, y: float, width: float) -> Box:
    content = words["both"]["included"]
    return boxed(x, y, width, content.title, content.lines)


def _identification(content: Mapping[str, Content], x: float, space: float, y: float) -> tuple[Box, Box, float]:
    """The boxes of the identification, side by side, and where they end."""
    main = (space - GAP) * 0.5
    identified = _box(content["identified"], x, y, main)
    duplicates = _box(content["duplicates"], x + main + GAP, y, space - GAP - main)
    return identified, duplicates, max(identified.bottom, duplicates.bottom)


def _column(
    content: Mapping[str, Content], x: float, space: float, y: float, below: float | None = None
) -> tuple[list[Box], list[Arrow], Box]:
    """Main boxes below each other, what left beside them, and the main box where the column ends.

    `below` is where screening begins, if not right below the identification. A column alone, through which nothing
    flowed, is one box.
    """
    if below is None and content["identified"].off:
        only = _box(content["identified"], x, y, space)
        return [only], [], only
    identified, duplicates, end = _identification(content, x, space, y)
    main, off = identified.width, identified.off
    screened = _box(content["screened"], x, end + STEP if below is None else below, main)
    excluded = _box(content["excluded"], duplicates.x, screened.y, duplicates.width)
    awaiting = _box(content["awaiting"], duplicates.x, excluded.bottom + STEP * 0.6, duplicates.width)
    reach = awaiting.y + diagram.PAD + diagram.LINE / 2  # height of the arrow to the awaiting records
    full_text = _box(content["full text"], x, max(screened.bottom, reach) + STEP, main)
    down, out = x + 0.25 * main, x + 0.75 * main
    if reach < screened.bottom:
        waits = [(x + main, reach), (awaiting.x, reach)]
    else:
        waits = [(out, screened.bottom), (out, reach), (awaiting.x, reach)]
    arrows = [
        _across(identified, duplicates, off),
        Arrow([(down, identified.bottom), (down, screened.y)], off),
        _across(screened, excluded, off),
        Arrow(waits, off),
        Arrow([(down, screened.bottom), (down, full_text.y)], off or full_text.off),
    ]
    return [identified, duplicates, screened, excluded, awaiting, full_text], arrows, full_text


def _box(content: Content, x: float, y: float, width: float) -> Box:
    return boxed(x, y, width, content.title, content.lines, off=content.off)


def _across(one: Box, other: Box, off: bool) -> Arrow:
    y = max(one.y, other.y) + diagram.PAD + diagram.LINE / 2
    return Arrow([(one.x + one.width, y), (other.x, y)], off)
