"""Screening in a terminal, by keys alone. prompt_toolkit reads the keys and holds the screen, also over ssh."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import Any

from prompt_toolkit.application import Application
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import ANSI
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.layout import ConditionalContainer, FormattedTextControl, HSplit, Layout, VSplit, Window
from prompt_toolkit.layout.controls import BufferControl
from prompt_toolkit.output import Output
from rich.text import Text

from ..schema import Choice, ReasonGroup
from ..store import DataError
from .session import Refused, Session
from .view import choice_lines, criteria_lines, drawn, header, help_lines, keyed, reasons, record_lines

WIDE = 110  # columns from which the criteria are beside the record
FOOT = 3  # lines of keys and messages, at most
RECORD = 5  # lines that the record has at least, before the criteria are shown
KEYS = "i include  e exclude  u unsure  n note  z undo  s skip  c criteria  ? help  q end"


def forget_typed(terminal: int) -> None:
    """Drop the keys typed while no record was on the screen: they would decide on records that nobody has read."""
    if sys.platform != "win32":
        import termios

        termios.tcflush(terminal, termios.TCIFLUSH)


class Screen:
    """The application: what is shown and what each key does."""

    def __init__(self, session: Session, marks: re.Pattern[str] | None) -> None:
        self.session = session
        self._marks = marks
        self._mode = "record"  # or "exclude", "unsure", "note", "help"
        self._criteria = "below"  # or "whole", "hidden"
        self._after_note: tuple[Choice, ReasonGroup | None] | None = None
        self._scroll = 0
        self._note = ""
        self._message = ""
        self._buffer = Buffer(multiline=False, accept_handler=self._noted)
        self._size: Callable[[], Any] = lambda: None

    def application(self, source: Input | None = None, target: Output | None = None) -> Application[None]:
        """The application, to be run; `source` and `target` are the terminal unless they are given."""
        noting = Condition(lambda: self._mode == "note")
        line = Window(BufferControl(self._buffer), height=1, style="bold")
        wide = Condition(lambda: self._beside)
        body = Window(FormattedTextControl(self._body), always_hide_cursor=True)
        beside = Window(FormattedTextControl(self._aside), width=lambda: self._aside_width)
        root = HSplit(
            [
                Window(FormattedTextControl(self._header), height=1),
                VSplit([body, ConditionalContainer(beside, wide)]),
                ConditionalContainer(Window(FormattedTextControl(self._below), height=self._below_height), ~wide),
                Window(FormattedTextControl(self._foot), height=lambda: len(self._foot_lines())),
                ConditionalContainer(line, noting),
            ]
        )
        application: Application[None] = Application(
            Layout(root),
            key_bindings=self._bindings(),
            full_screen=True,
            input=source,
            output=target,
        )
        application.ttimeoutlen = 0.05  # Escape acts at once
        self._size = application.output.get_size
        return application

    @property
    def _width(self) -> int:
        return int(self._size().columns)

    @property
    def _height(self) -> int:
        return int(self._size().rows)

    @property
    def _beside(self) -> bool:
        return self._width >= WIDE and self._criteria == "below" and self._mode in ("record", "note")

    @property
    def _aside_width(self) -> int:
        return self._width // 3

    @property
    def _record_width(self) -> int:
        return self._width - self._aside_width if self._beside else self._width

    @property
    def _record_height(self) -> int:
        used = 1 + len(self._foot_lines()) + (self._mode == "note") + (0 if self._beside else self._below_height())
        return max(self._height - used, 1)

    def _header(self) -> ANSI:
        return ANSI(drawn([header(self.session)], self._width)[0])

    def _lines(self) -> list[str]:
        item = self.session.current
        if item is None:
            return drawn([Text("Everything is decided. Press q to quit, or z to undo the last decision.")], self._width)
        return drawn(record_lines(item, self._marks, self.session.basis), self._record_width)

    def _body(self) -> ANSI:
        lines = drawn(help_lines(), self._width) if self._mode == "help" else self._lines()
        self._scroll = max(0, min(self._scroll, len(lines) - self._record_height))
        shown = lines[self._scroll : self._scroll + self._record_height]
        if self._scroll + self._record_height < len(lines) and shown:
            shown[-1] = drawn([Text("... more below: space", style="dim")], self._width)[0]
        return ANSI("\n".join(shown))

    def _aside(self) -> ANSI:
        return ANSI("\n".join(f" {line}" for line in drawn(criteria_lines(self.session), self._aside_width - 1)))

    def _below_lines(self) -> list[str]:
        if self._mode in ("exclude", "unsure"):
            return drawn(choice_lines(reasons(self._mode == "unsure")), self._width)
        if self._mode == "help" or self._criteria == "hidden":
            return []
        return drawn(criteria_lines(self.session), self._width)

    def _below_height(self) -> int:
        whole = self._criteria == "whole" or self._mode in ("exclude", "unsure")
        free = self._height - 1 - len(self._foot_lines())
        return max(0, min(len(self._below_lines()), free - 1 if whole else min(free // 3, free - RECORD)))

    def _below(self) -> ANSI:
        lines, height = self._below_lines(), self._below_height()
        if 0 < height < len(lines):
            more = "more: c" if self._mode == "record" else "the window is too low for the rest"
            lines = [*lines[: height - 1], drawn([Text(f"... {more}", style="dim")], self._width)[0]]
        return ANSI("\n".join(lines[:height]))

    def _foot(self) -> ANSI:
        return ANSI("\n".join(self._foot_lines()))

    def _foot_lines(self) -> list[str]:
        match self._mode:
            case "exclude":
                keys = "Exclude because of: number of the reason, Esc goes back"
            case "unsure":
                keys = "Unsure: u, or the number of what it waits for; Esc goes back"
            case "note":
                what = f"Reason to {self._after_note[0]}" if self._after_note else "Note"
                keys = f"{what}, then Enter; Esc goes back"
            case "help":
                keys = "Any key goes back"
            case _:
                keys = KEYS
        said = self._message or (f"Note: {self._note}" if self._note and self._mode == "record" else "")
        lines = drawn([*([Text(said, style="bold")] if said else []), Text(keys)], self._width)
        return lines[: max(1, min(FOOT, self._height // 4))]

    def _bindings(self) -> KeyBindings:
        keys = KeyBindings()
        reading = Condition(lambda: self._mode == "record")
        listing = Condition(lambda: self._mode in ("exclude", "unsure"))

        def on(*names: str, when: Condition = reading) -> Callable[[Callable[[], None]], Callable[[], None]]:
            def bind(act: Callable[[], None]) -> Callable[[], None]:
                for name in names:
                    keys.add(name, filter=when, eager=True)(lambda event: self._act(event.app, act))
                return act

            return bind

        on("i")(lambda: self._decide(Choice.INCLUDE))
        on("e")(lambda: self._open("exclude"))
        on("u")(self._unsure)
        on("n")(lambda: self._open("note"))
        on("z")(self._undo)
        on("s")(self._skip)
        on("c")(self._turn_criteria)
        on("?")(lambda: self._open("help"))
        on(" ", "pagedown")(lambda: self._move(self._record_height - 2))
        on("b", "pageup")(lambda: self._move(2 - self._record_height))
        on("down", "j")(lambda: self._move(1))
        on("up", "k")(lambda: self._move(-1))
        on("escape", when=Condition(lambda: self._mode in ("exclude", "unsure", "note")))(lambda: self._open("record"))
        on("<any>", when=Condition(lambda: self._mode == "help"))(lambda: self._open("record"))
        on("u", when=Condition(lambda: self._mode == "unsure"))(lambda: self._decide(Choice.UNSURE))
        for number in "123456789":
            on(number, when=listing)(lambda number=number: self._choose(number))  # type: ignore[misc]
        for name in ("q", "c-c", "c-d"):
            when = reading | listing if name == "q" else Condition(lambda: True)
            keys.add(name, filter=when, eager=True)(lambda event: event.app.exit())
        return keys

    def _act(self, application: Application[None], act: Callable[[], None]) -> None:
        """Do what a key stands for; what cannot be kept is said, and what cannot be written ends the session."""
        self._message = ""
        try:
            act()
        except Refused as error:
            self._message = str(error)
        except (DataError, OSError) as error:
            application.exit(exception=error)
            return
        if self._mode == "note":
            application.layout.focus(self._buffer)

    def _open(self, mode: str) -> None:
        if mode == "record":
            self._after_note = None
        if mode == "note":
            self._buffer.text = self._note
            self._buffer.cursor_position = len(self._note)
        self._mode = mode

    def _decide(self, choice: Choice, category: ReasonGroup | None = None) -> None:
        self._mode = "record"
        if self.session.resolving and not self._note:
            self._open("note")
            self._after_note = (choice, category)
            return
        judged = self.session.decide(choice, category, self._note)
        what = f"{judged.decision} ({judged.category.label})" if judged.category else str(judged.decision)
        self._message = f"{judged.record}: {what}. z takes it back."
        self._note, self._scroll = "", 0

    def _unsure(self) -> None:
        if self.session.full_text or self.session.resolving:
            self._open("unsure")
        else:
            self._decide(Choice.UNSURE)

    def _choose(self, number: str) -> None:
        unsure = self._mode == "unsure"
        group = dict(keyed(reasons(unsure))).get(number)
        if group is None:
            raise Refused(f"{number} is no reason of the list.")
        self._decide(Choice.UNSURE if unsure else Choice.EXCLUDE, group)

    def _noted(self, buffer: Buffer) -> bool:
        self._note = " ".join(buffer.text.split())
        self._mode = "record"
        after, self._after_note = self._after_note, None
        if after is not None and self._note:
            try:
                self._decide(*after)
            except Refused as error:
                self._message = str(error)
        return False

    def _undo(self) -> None:
        judged = self.session.undo()
        self._scroll = 0
        self._note = (judged.reason or "") if judged else ""
        self._message = f"{judged.record}: {judged.decision} taken back." if judged else "Nothing to undo."

    def _skip(self) -> None:
        self.session.skip()
        self._note, self._scroll = "", 0

    def _turn_criteria(self) -> None:
        following = {"below": "whole", "whole": "hidden", "hidden": "below"}
        self._criteria = following[self._criteria]

    def _move(self, lines: int) -> None:
        self._scroll = max(0, self._scroll + lines)
