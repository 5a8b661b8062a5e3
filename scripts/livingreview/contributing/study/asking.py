"""Questions at a terminal, or to whoever writes answers into a pipe: one line each, with what is allowed."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from ...schema import called, nearest, same_word
from ...store.problems import DataError, Problem

SHOWN = 15  # choices that a question lists


BACK = "<"  # typed in place of an answer


class Unanswered(Exception):
    """Nobody answers."""


class Back(Exception):
    """Whoever answers wants to go back one question."""


@dataclass(frozen=True)
class Form:
    """The form of an answer, as a pattern and in words."""

    pattern: re.Pattern[str]
    words: str


@dataclass
class Asking:
    """Asks for what was not given. With `questions` False, and where the input ends, nobody is asked.

    `given` holds answers by the name of their option.
    """

    given: Mapping[str, str | None]
    questions: bool = True
    _answers: list[str] = field(default_factory=list)  # accepted, or still to be judged, in their order
    _again: list[str] = field(default_factory=list)  # given once, and still right after going back

    def from_here(self) -> None:
        """What was asked so far stays as it is: nobody goes back beyond this."""
        self._answers.clear()

    def go_back(self) -> None:
        """Begin again, with every answer but the last."""
        if not self._answers:
            print("  There is no question before this one that can be asked again.")
        self._again = self._answers[:-1]
        self._answers = []

    def wrong(self, why: str) -> None:
        """Say why the last answer cannot be taken; the question is asked again."""
        self._answers.pop()
        print(f"  {why}")

    def text(self, option: str, question: str, default: str = "", form: Form | None = None) -> str:
        """A line of text, of a form if it is not empty; the default where nobody answers.

        Raises DataError for an option of another form; a person is asked again.
        """
        if (given := self.given.get(option)) is not None:
            if given.strip() and form and not form.pattern.fullmatch(given.strip()):
                raise DataError([Problem("review study", 0, f"--{option}", f"{given!r} is not {form.words}.")])
            return given.strip()
        shown = f" [{default}]" if default else ""
        while True:
            try:
                line = self._line(f"{question}{shown}: ") or default
            except Unanswered:
                return default
            if not line or form is None or form.pattern.fullmatch(line):
                return line
            self.wrong(f"{line!r} is not {form.words}.")

    def term(self, option: str, question: str, terms: Mapping[str, str], default: str = "") -> str:
        """One of these terms, given with their meanings."""
        (one,) = self.terms(option, question, terms, default, several=False)
        return one

    def terms(
        self,
        option: str,
        question: str,
        terms: Mapping[str, str],
        default: str = "",
        *,
        several: bool = True,
        optional: bool = False,
    ) -> list[str]:
        """Terms by their names, their meanings or their numbers in the list; several between commas.

        Raises DataError where nobody answers and there is no default, unless it is `optional`.
        """

        def chosen(text: str) -> list[str]:
            parts = [part.strip() for part in text.split(",")] if several else [text.strip()]
            return [match(part, terms) for part in parts if part]

        if (given := self.given.get(option)) is not None:
            return _refused(option, lambda: chosen(given))
        self._show(question, terms)
        ask = "Several with commas between" if several else "Number or word"
        shown = f" [{default}]" if default else (" [none]" if optional else "")
        while True:
            try:
                line = self._line(f"  {ask}{shown}: ") or default
            except Unanswered:
                if default:
                    print(f"{option}: {default} (--{option} says otherwise)")
                if default or optional:
                    return [default] if default else []
                raise DataError([_missing(option, terms)]) from None
            if line == "?":
                self._answers.pop()
                print_choices(question, terms, everything=True)
                continue
            try:
                found = chosen(line)
            except ValueError as error:
                self.wrong(str(error))
                continue
            if found or optional:
                return found
            self._answers.pop()

    def offer(self, question: str, terms: Mapping[str, str], ask: str) -> str:
        """A line in which these terms may be; empty where nobody answers."""
        self._show(question, terms)
        try:
            while (line := self._line(f"  {ask}: ")) == "?":
                self._answers.pop()
                print_choices(question, terms, everything=True)
        except Unanswered:
            return ""
        return line

    def place(self, option: str, question: str, lines: list[str]) -> int:
        """Which line, from 0; the only one without a question."""
        if len(lines) == 1:
            return 0
        numbers = {str(number): line for number, line in enumerate(lines, 1)}
        return int(self.term(option, question, numbers)) - 1

    def _line(self, prompt: str) -> str:
        if not self.questions:
            raise Unanswered
        if self._again:
            self._answers.append(self._again.pop(0))
            return self._answers[-1]
        try:
            line = input(prompt).strip()
        except EOFError:
            self.questions = False
            print()
            raise Unanswered from None
        if line == BACK:
            raise Back
        self._answers.append(line)
        return line

    def _show(self, question: str, terms: Mapping[str, str]) -> None:
        """A question with its choices, unless its answer is known."""
        if self.questions and not self._again:
            print_choices(question, terms)


def print_choices(question: str, terms: Mapping[str, str], *, everything: bool = False) -> None:
    """A question with its numbered choices; of many, the first ones."""
    print(f"\n{question}")
    for number, (term, about) in enumerate(terms.items(), 1):
        if number > SHOWN and not everything:
            print(f"  ... and {len(terms) - SHOWN} more: ? lists all")
            break
        print(f"  {number:>2} {term}: {about}" if about != term else f"  {number:>2} {term}")
    sys.stdout.flush()


def match(text: str, terms: Mapping[str, str]) -> str:
    """The term that a person means: its name, its number, its meaning, another name, or the only one that begins so.

    Raises ValueError, with the nearest ones.
    """
    names = list(terms)
    if text in terms:
        return text
    if text.isascii() and text.isdigit() and 1 <= int(text) <= len(names):
        return names[int(text) - 1]
    folded, words = _folded(text), called(names)
    same = [name for name, about in terms.items() if folded in (_folded(name), _folded(about))]
    same = same or [name for name in names if any(same_word(text, word) for word in words.get(name, ()))]
    same = same or [name for name in names if _folded(name).startswith(folded)]
    if len(same) == 1:
        return same[0]
    raise ValueError(f"{text!r} is not one of them. {nearest(text, same or names, words=words)}")


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("-", " ").rstrip(".").split())


def _refused(option: str, choose: Callable[[], list[str]]) -> list[str]:
    try:
        return choose()
    except ValueError as error:
        raise DataError([Problem("review study", 0, f"--{option}", str(error))]) from None


def _missing(option: str, terms: Mapping[str, str]) -> Problem:
    return Problem("review study", 0, f"--{option}", f"is missing. Allowed: {', '.join(_first(terms))}.")


def _first(terms: Mapping[str, str]) -> Iterator[str]:
    for number, term in enumerate(terms):
        if number == SHOWN:
            yield f"and {len(terms) - SHOWN} more"
            return
        yield term
