"""`review dedupe`: which records are one publication; a person judges what is uncertain."""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from ..schema import Relation, SameOrNot
from ..schema.base import ROLE
from ..store import DataError, Problem, find_root
from ..wording import count
from .command import Command, packages_for

KEYS = {"s": SameOrNot.SAME, "d": SameOrNot.DIFFERENT, "l": SameOrNot.LINKED}
ASKED = "s same, d different, l linked, k skip, q quit: "


def dedupe(args: argparse.Namespace) -> int:
    """Mark records that are one publication as duplicates, and ask which of the uncertain pairs are.

    Without a terminal, or with --no-questions, nothing is asked. Answers are kept in data/screening/pairs.csv and never
    asked again.
    """
    with packages_for("Deduplication"):
        return _dedupe(args)


def _dedupe(args: argparse.Namespace) -> int:
    from ..records.duplicates import export, find, mark, remember, take

    root = find_root(args.root)
    found = find(root)
    if args.answers:
        answers = take(found, args.answers)
        remember(root, answers, _role(args), date.today())
        print(f"{args.answers}: {count(len(answers), 'answer')} kept in data/screening/pairs.csv.")
        found = find(root)
    changed = mark(root, found)
    waiting = len(found.found.uncertain)
    marked = sum(bool(of) for _, of in changed)
    print(f"{len(found.records):,} records: {count(marked, 'new duplicate')}, {count(waiting, 'uncertain pair')}.")
    for record, of in changed:
        if not of:
            print(f"{record} is undecided again: by an answer it is no duplicate.")
    for one, other in found.both_decided:
        names = " and ".join(found.lines[key].record for key in (one, other))
        print(f"{names} are one publication and both decided: make one a duplicate in data/screening/records.csv.")
    if args.links:
        for link in found.found.links:
            print(f"{link.one} {link.relation} {link.other}: {link.reason}")
    if args.export:
        number = export(found, args.export)
        print(f"wrote {args.export}: {count(number, 'pair')}. Fill in `answer`, then: review dedupe --answers FILE.")
    elif waiting and not (args.no_questions or args.answers):
        if not sys.stdin.isatty() and not args.typed:
            print("They need a person: run it in a terminal, or use --export FILE and --answers FILE.")
            return 0
        for answer in _asked(found):
            remember(root, [answer], _role(args), date.today())
        for record, of in mark(root, find(root)):
            print(f"{record} is a duplicate of {of}." if of else f"{record} is undecided again.")
    elif waiting and args.no_questions:
        print("They need a person: review dedupe.")
    return 0


def _asked(found) -> Iterator:
    """The answers of the person at the terminal, one after the other; a pair that others settle is not asked."""
    group = {key: keys[0] for keys in found.found.groups for key in keys}
    apart: set[frozenset[str]] = set()
    total = len(found.found.uncertain)
    for n, pair in enumerate(found.found.uncertain, 1):
        one, other = (group.get(key, key) for key in (pair.one, pair.other))
        if one == other or frozenset((one, other)) in apart:
            continue
        print(f"\nPair {n} of {total}: {pair.one} and {pair.other}. Why uncertain: {pair.reason}.")
        print(side_by_side(found.records[pair.one], found.records[pair.other], shutil.get_terminal_size().columns))
        answer = _answer(pair.one, pair.other)
        if answer is None:
            return
        if answer.answer == SameOrNot.SAME:
            group |= {key: one for key in (*(k for k, of in group.items() if of == other), pair.one, pair.other)}
            apart = {frozenset(one if key == other else key for key in pair) for pair in apart}
        elif answer.answer:
            apart.add(frozenset((one, other)))
        if answer.answer:
            yield answer


def _answer(one: str, other: str):
    """The answer on two records, one without a verdict for a pair that is skipped, or None to quit."""
    from ..records.linkage import Answer

    key = _key(ASKED, "sdlkq")
    if key == "l":
        relations = list(Relation)
        for number, relation in enumerate(relations, 1):
            print(f"  {number} {relation}: {relation.definition}")
        key = _key("Which relation? k skips the pair: ", "".join(str(n + 1) for n in range(len(relations))) + "kq")
        if key.isdigit():
            return Answer(one, other, SameOrNot.LINKED.value, relations[int(key) - 1].value)
    return None if key == "q" else Answer(one, other, KEYS[key].value if key in KEYS else "")


def _key(question: str, allowed: str) -> str:
    """One of the allowed keys: pressed in a terminal, typed with Enter elsewhere. The end of the input quits."""
    while True:
        print(question, end="", flush=True)
        try:
            typed = _pressed() if sys.stdin.isatty() else sys.stdin.readline()
            while typed == "\n" and sys.stdin.isatty():  # Enter after a key, out of habit
                typed = _pressed()
        except KeyboardInterrupt:
            typed = ""
        if not typed or typed in "\x03\x04":
            print()
            return "q"
        key = typed.strip()[:1].lower()
        print(key if sys.stdin.isatty() else "")
        if key and key in allowed:
            return key
        print(f"{typed.strip()!r} is no answer. Allowed: {', '.join(allowed)}.")


def _pressed() -> str:
    """One key, without Enter; where the terminal cannot do that, a line."""
    try:
        import termios
        import tty

        before = termios.tcgetattr(sys.stdin)
    except (ImportError, OSError):
        return sys.stdin.readline()
    try:
        tty.setcbreak(sys.stdin)
        return sys.stdin.read(1)
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


def side_by_side(one, other, width: int) -> str:
    """Two records beside each other, a field a row; `=` marks fields that agree and `!` those that differ."""
    from ..records.duplicates import FIELDS, cell

    half = max(20, (width - 16) // 2)
    rows = []
    for name in (*FIELDS, "abstract"):
        left, right = cell(one, name), cell(other, name)
        if not left and not right:
            continue
        sign = "=" if left == right else "!" if left and right else " "
        if name == "abstract":
            left, right = (textwrap.shorten(text, 4 * half) for text in (left, right))
        columns = [_wrapped(text or "-", half) for text in (left, right)]
        for n in range(max(map(len, columns))):
            cells = [column[n] if n < len(column) else "" for column in columns]
            rows.append(f"{name if n == 0 else '':9.9} {sign if n == 0 else ' '} {_padded(cells[0], half)}  {cells[1]}")
    return "\n".join(rows)


def _wrapped(text: str, width: int) -> list[str]:
    """Lines of a text by the columns that its characters take: a Chinese one takes two."""
    lines, line, taken = [], "", 0
    for word in re.findall(r"\S+\s*", text):
        for piece in [word] if _columns(word) <= width else list(word):
            if taken + _columns(piece.rstrip()) > width:
                lines.append(line.rstrip())
                line, taken = "", 0
            line, taken = line + piece, taken + _columns(piece)
    return [*lines, line.rstrip()]


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _columns(text))


def _role(args: argparse.Namespace) -> str:
    if args.role is None or not re.fullmatch(ROLE, args.role):
        message = f'{args.role!r} is not a role with its number. Say who decides, such as --role "screener 1".'
        raise DataError([Problem("review dedupe", 0, "--role", message)])
    return args.role


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--role", default="screener 1", help='who answers (default: "screener 1")')
    parser.add_argument("--no-questions", action="store_true", help="mark what is certain and ask nothing")
    parser.add_argument("--typed", action="store_true", help="read answers from standard input, a line each")
    parser.add_argument(
        "--links", action="store_true", help="list corrections, preprints, abstracts and other relations"
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--export", type=Path, metavar="FILE", help="write the uncertain pairs for a spreadsheet (CSV)")
    what.add_argument("--answers", type=Path, metavar="FILE", help="take the answers from a file that was exported")


COMMANDS = (Command(dedupe, _arguments),)
