"""Screening by keys: what is kept, in which order records come, and what is on the screen and what is not."""

import datetime
import io
import re
from dataclasses import replace

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output.vt100 import Vt100_Output
from rich.cells import cell_len

from livingreview.records.runs import Account, add_run
from livingreview.screening.desk import open_desk, settle
from livingreview.screening.session import Refused, Session
from livingreview.screening.terminal import Screen
from livingreview.screening.view import criteria_lines, drawn, record_lines
from livingreview.screening.words import marked, search_terms
from livingreview.store.decisions import decisions_file
from livingreview.store.reading import read_config
from livingreview.store.searches import PAIRS
from screening_records import FIRST, REFERENCES, SECOND, THIRD, declare, judge, log, number

ANSI = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
ESCAPE = "\x1b"
TITLES = {one.title for one in REFERENCES}


def session(root, role=FIRST, **options):
    return Session(open_desk(root), role, **{"full_text": False, **options})


def press(root, keys, role=FIRST, columns=80, rows=24, **options):
    """Screen by these keys in a terminal of this size, one after the other.

    Gives the session, and what was on the screen before each key, as lines.
    """
    screened = session(root, role, **options)
    frames, waiting = [], iter(keys)
    with create_pipe_input() as source, create_app_session():
        target = Vt100_Output(io.StringIO(), lambda: Size(rows=rows, columns=columns), term="xterm", enable_cpr=False)
        application = Screen(screened, marked(search_terms(open_desk(root).config))).application(source, target)

        def go_on(_):
            drawn = application.renderer.last_rendered_screen
            if drawn is not None:
                shown = [[drawn.data_buffer[y][x].char for x in range(columns)] for y in range(rows)]
                frames.append(["".join(line).rstrip() for line in shown])
                source.send_text(next(waiting, "\x03"))

        application.after_render += go_on
        application.run(in_thread=True)  # this thread may have the event loop of the browser
    assert next(waiting, None) is None
    return screened, frames


def text(frame):
    return " ".join(frame)


def decided(root, role=FIRST):
    return {one.record: (str(one.decision), one.category, one.reason) for one in open_desk(root).decisions.of(role)}


def plain(lines):
    return [ANSI.sub("", line) for line in lines]


def test_keys_decide_with_reasons_from_the_list_and_notes(root):
    first, second, third, *_ = session(root).queue
    press(root, "ie2nno count\re5q")
    assert decided(root) == {
        first: ("include", None, None),
        second: ("exclude", "other-treatment", None),
        third: ("exclude", "no-result", "no count"),
    }


def test_unsure_skip_and_quit_in_the_middle(root):
    first, second, *_ = session(root).queue
    screened, _ = press(root, "suq")
    assert decided(root) == {second: ("unsure", None, None)}
    assert screened.queue[-1] == first


def test_undo_takes_decisions_back_from_the_file_one_by_one(root):
    first, *_ = session(root).queue
    screened, _ = press(root, "ie1zzzuq")
    assert decided(root) == {first: ("unsure", None, None)}
    assert screened.decided == 1


def test_a_list_is_left_by_escape_and_a_key_that_is_no_reason_excludes_nothing(root):
    press(root, "e9" + ESCAPE + "q")
    assert not decided(root)


def test_a_note_that_is_left_is_not_kept(root):
    press(root, "nsomething" + ESCAPE + "q")
    first, *_ = session(root).queue
    press(root, "nkeep q and i\riq")
    assert decided(root) == {first: ("include", None, "keep q and i")}


def test_a_note_that_says_nothing_is_refused_and_may_be_corrected(root):
    first, *_ = session(root).queue
    _, frames = press(root, "nnone\rin" + "\x7f" * 4 + "no dose\riq")
    assert decided(root) == {first: ("include", None, "no dose")}
    assert any("'none' is no text" in text(frame) for frame in frames)


def test_every_decision_is_in_the_file_before_the_next_key(root):
    screened = session(root)
    for i in range(1, 4):
        screened.decide("include")
        assert len((root / decisions_file(FIRST)).read_text("utf-8").splitlines()) == 1 + i


def test_a_session_goes_on_where_the_last_one_ended(root):
    press(root, "iiq")
    assert set(session(root).queue) == {number(i) for i in range(1, 7)} - decided(root).keys()
    screened, frames = press(root, "iiiiq")
    assert not screened.left and "Everything is decided" in text(frames[-1])


def test_nobody_sees_what_the_other_decided(root):
    """Neither the decision nor its reason is on the screen, and the order does not tell it."""
    before = session(root).queue
    for i in range(1, 7):
        judge(root, SECOND, i, "exclude" if i > 3 else "include", "unreliable" if i > 3 else None, f"secret {i}")
    assert session(root).queue == before
    _, frames = press(root, "c" + "s" * 6 + "q")
    shown = " ".join(map(text, frames))
    assert TITLES <= set(re.findall("|".join(map(re.escape, TITLES)), shown))
    assert "secret" not in shown and SECOND not in shown and "unreliable" not in shown
    untouched = (root / decisions_file(SECOND)).read_bytes()
    press(root, "iiq")
    assert (root / decisions_file(SECOND)).read_bytes() == untouched


def test_a_record_that_one_exclusion_decides_is_not_asked_again(root):
    declare(root, "{one_exclusion: true}")
    judge(root, SECOND, 2, "exclude", "no-result")
    assert number(2) not in session(root).queue


def test_words_of_the_search_order_records_until_there_are_decisions(root):
    """The review is about tea and hiccups; the log has decided records with titles that say nothing."""
    file = root / "data/screening/records.csv"
    head, *lines = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text("".join([head, *(line for line in lines if ",exclude," not in line)]), "utf-8")
    screened = session(root)
    assert {*screened.queue[:2]} == {number(1), number(4)}
    assert "words of the criteria and the search" in screened.basis
    assert "tea" in screened.current.why


def test_own_decisions_order_what_is_left(root):
    judge(root, FIRST, 2, "include")
    judge(root, FIRST, 1, "exclude", "other-question")
    queue = session(root).queue
    assert queue.index(number(3)) < queue.index(number(4))


def test_similar_records_come_one_after_the_other_and_show_each_other(root):
    file = root / PAIRS
    head = "one,other,verdict,relation,role,date,note\n"
    linked = "spasm:1,spasm:6,linked,same-study,screener 1,2024-02-02,\n"
    file.write_text(f"{head}{linked}spasm:2,record:r0001,different,,screener 2,2024-02-02,\n", "utf-8")
    screened = session(root)
    queue = screened.queue
    assert abs(queue.index(number(1)) - queue.index(number(6))) == 1
    while screened.current.record.record != number(1):
        screened.skip()
    shown = " ".join(plain(drawn(record_lines(screened.current, None, ""), 80)))
    assert "Similar (linked: same study): " + number(6) in shown and REFERENCES[5].title in shown


def test_a_pair_that_nobody_has_judged_yet_is_shown_together(root):
    """Deduplication is not sure of it, and asks with `review dedupe`."""
    (search,) = [search for search in read_config(root).searches if search.log == "spasm"]
    twin = replace(REFERENCES[3], identifier="9", doi="", abstract="", year="2023", authors=("Cup, A",))
    add_run(root, Account(search, datetime.date(2024, 2, 2), "information specialist 1"), [twin])
    queue = session(root).queue
    assert abs(queue.index(number(4)) - queue.index(number(7))) == 1


@pytest.mark.parametrize(("columns", "rows"), [(140, 40), (80, 24), (40, 24), (40, 12)])
def test_the_screen_fits_windows_of_any_size(root, columns, rows):
    """Record, criteria, progress, and the keys; then the list of reasons with its keys."""
    _, (first, *_, listing) = press(root, "e", columns=columns, rows=rows)
    first, listing = text(first), text(listing)
    assert "0 done, 6 left" in first and "Eligibility" in first and "q end" in " ".join(first.split())
    item = session(root).current
    for shown in (item.record.record, item.record.title, item.reference.abstract):
        assert "".join(shown.split()) in "".join(first.split())
    assert re.search(r"1\s+no own data", listing)


def test_a_window_too_small_for_everything_shows_the_record(root):
    _, frames = press(root, "  e" + ESCAPE + "c?xq", columns=20, rows=6)
    assert session(root).current.record.record in text(frames[0])


@pytest.mark.parametrize("width", [140, 80, 40, 20])
def test_lines_are_no_wider_than_the_window_and_lose_no_word(root, width):
    screened = session(root)
    for _ in range(6):
        item = screened.current
        lines = plain(drawn(record_lines(item, None, screened.basis), width))
        assert max(map(cell_len, lines)) <= width
        together = "".join("".join(lines).split())
        for text in (item.record.title, item.reference.abstract, *item.reference.authors):
            assert "".join(text.split()) in together
        screened.skip()


def test_the_whole_abstract_can_be_scrolled_to(root):
    screened = session(root)
    keys = "s" * screened.queue.index(number(1))
    _, frames = press(root, keys + " " * 20 + "q", columns=40, rows=12)
    assert "more below" in text(frames[len(keys)])
    assert "more below" not in text(frames[-1]) and "Words that speak for" in text(frames[-1])


def test_words_of_the_search_are_marked_and_nothing_else(root):
    screened = session(root)
    while screened.current.record.record != number(1):
        screened.skip()
    item = screened.current
    marks = marked(search_terms(open_desk(root).config))
    (abstract,) = [line for line in record_lines(item, marks, "") if line.plain.startswith("Camellia")]
    assert {abstract.plain[span.start : span.end] for span in abstract.spans} == {"Camellia", "singultus"}


def test_criteria_are_beside_the_record(root):
    shown = " ".join(plain(drawn(criteria_lines(session(root)), 80)))
    config = open_desk(root).config
    assert all(f"+ {text}" in shown for text in config.eligibility) and all(
        f"- {text}" in shown for text in config.exclusion
    )


def test_a_missing_abstract_is_said_with_the_way_to_it(root):
    screened = session(root)
    while screened.current.record.record != number(6):
        screened.skip()
    shown = " ".join(plain(drawn(record_lines(screened.current, None, ""), 60)))
    assert "No abstract is at hand" in shown and "import the export again" in shown


def test_what_was_judged_on_is_kept(root):
    for file in (root / ".review/records").iterdir():
        file.unlink()
    press(root, "iq")
    (judged,) = open_desk(root).decisions.of(FIRST)
    assert judged.stage == "title"


def test_a_conflict_is_decided_with_its_reason_and_both_decisions_in_view(root):
    judge(root, FIRST, 1, "include", None, "tea")
    judge(root, SECOND, 1, "exclude", "other-question", "yawning")
    judge(root, FIRST, 2, "include")
    judge(root, SECOND, 2, "include")
    _, frames = press(root, "e4it is\rq", role=THIRD, resolving=True, columns=140, rows=60)
    assert "include. tea" in text(frames[0]) and "exclude, other question. yawning" in text(frames[0])
    assert text(frames[0]).index("yawning") < text(frames[0]).index(REFERENCES[0].abstract[:12])
    assert decided(root, THIRD) == {number(1): ("exclude", "other-question", "it is")}
    settle(root)
    assert (log(root)[number(1)]["decision"], log(root)[number(2)]["stage"]) == ("exclude", "full-text")


def test_a_conflict_cannot_be_decided_without_a_reason(root):
    judge(root, FIRST, 1, "include")
    judge(root, SECOND, 1, "exclude", "other-question")
    with pytest.raises(Refused, match="with its reason"):
        session(root, THIRD, resolving=True).decide("include")
    press(root, "i" + ESCAPE + "q", role=THIRD, resolving=True)
    assert not decided(root, THIRD)


def test_a_full_text_that_cannot_be_had_is_unsure_with_what_it_waits_for(root):
    for role in (FIRST, SECOND):
        judge(root, role, 1, "include")
    settle(root)
    press(root, "u2q", full_text=True)
    assert decided(root)[number(1)] == ("unsure", "not-accessible", None)
