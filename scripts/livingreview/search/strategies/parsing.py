"""From the text of a strategy to a `Query`: one grammar, with the rules of each database from `syntax`."""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import get_close_matches

from ...schema import SearchSyntax
from .query import Field, Joined, Near, Node, Part, Place, Query, Term
from .syntax import SYNTAXES, Syntax
from .tokens import NUMBERED, Source, Token

_RANGE = re.compile(r"(\d{4}(?:/\d{1,2}){0,2})\s*[:\-]\s*(\d{4}(?:/\d{1,2}){0,2})")
PROXIMITY = ("[ti]", "[Title]", "[tiab]", "[Title/Abstract]", "[ad]")  # fields of PubMed that have it
DEEPEST = 60  # parentheses within each other; strings that people write have fewer than ten
DEFAULT_NEAR = {"Web of Science": 15, "Cochrane Library": 6}  # words, where NEAR has no number


def parse(text: str, syntax: SearchSyntax) -> Query:
    """The strategy as a tree. Never raises: what is wrong is in `faults`, and the rest is read as well as it can be.

    A text whose lines begin with `#1`, `#2` ... is a set of numbered lines, of which the last is the result.
    """
    rules = SYNTAXES[syntax]
    source = Source(text, rules)
    starts = list(NUMBERED.finditer(source.text))
    if not starts:
        root = _Parser(source, rules, {}).whole(0, len(text))
        return _query(source, root, ())
    if source.text[: starts[0].start()].strip():
        source.fault(0, "text before the first numbered line. Allowed: nothing, or no numbers at all.")
    lines: dict[int, Node] = {}
    used: set[int] = set()
    for found, stop in zip(starts, [*(s.start() for s in starts[1:]), len(text)], strict=True):
        number = int(found[1])
        if number in lines:
            source.fault(found.start(1), f"line #{number} is there twice. Each number once.")
        parser = _Parser(source, rules, lines)
        node = parser.whole(found.end(), stop)
        used |= parser.used
        if node is not None:
            lines[number] = node
    last = int(starts[-1][1])
    for number in lines:
        if number != last and number not in used:
            source.fault(
                next(s.start(1) for s in starts if int(s[1]) == number),
                f"line #{number} is not used by any later line.",
                error=False,
            )
    return _query(source, lines.get(last), tuple(lines.items()))


def _query(source: Source, root: Node | None, lines: tuple[tuple[int, Node], ...]) -> Query:
    if root is None and not any(fault.error for fault in source.faults):
        source.fault(0, "the strategy has no term. Needed: at least one.")
    return Query(source.original, root, tuple(sorted(set(source.faults))), lines)


class _Parser:
    """Operator precedence over the tokens of one strategy or numbered line."""

    def __init__(self, source: Source, rules: Syntax, lines: dict[int, Node]) -> None:
        self.source, self.rules, self.lines = source, rules, lines
        self.used: set[int] = set()
        self.tokens: list[Token] = []
        self.at = self.depth = 0

    def whole(self, start: int, end: int) -> Node | None:
        self.tokens = list(self.source.tokens(start, end))
        self.at = 0
        parts: list[Node] = []
        while self.at < len(self.tokens):
            if (node := self._expression(None)) is not None:
                parts.append(node)
            if self.at < len(self.tokens):  # only a closing parenthesis stops an expression
                self.source.fault(self._now().start, "this parenthesis was never opened. Needed: a ( before it.")
                self.at += 1
        return self._join("AND", parts, parts[0].place) if parts else None

    def _now(self) -> Token:
        return self.tokens[self.at]

    def _peek(self, kind: str) -> bool:
        return self.at < len(self.tokens) and self._now().kind == kind

    def _expression(self, field: Field | None) -> Node | None:
        """Operands and operators up to the end or to a closing parenthesis."""
        operands: list[Node] = []
        operators: list[Token] = []
        expects = True
        while self.at < len(self.tokens) and not self._peek(")"):
            token = self._now()
            if token.kind == "operator":
                self.at += 1
                if expects:
                    self.source.fault(token.start, f"{_shown(token)} has nothing before it. Needed: a term.")
                    continue
                operators.append(token)
                expects = True
                continue
            node = self._operand(field)
            if node is None:
                continue
            if not expects:
                message = f"no operator before {self.source.text[token.start : token.end]!r}: it is read as AND."
                self.source.fault(token.start, message, error=self.rules.signs is not None)
                operators.append(Token("operator", "AND", token.start, token.start))
            operands.append(node)
            expects = False
        if operands and expects:
            last = operators.pop()
            self.source.fault(last.start, f"{_shown(last)} has nothing behind it. Needed: a term.")
        if not operands:
            return None
        self._mixed(operators)
        return self._climb(operands, operators)

    def _mixed(self, operators: list[Token]) -> None:
        names = [token.text for token in operators if token.text in ("AND", "OR", "NOT")]
        if "OR" in names and len(set(names)) > 1:
            other = next(token for token in operators if token.text in ("AND", "OR", "NOT") and token.text != names[0])
            self.source.fault(
                other.start,
                f"{' and '.join(sorted(set(names)))} are mixed without parentheses. Needed: parentheses around what "
                "belongs together.",
            )

    def _climb(self, operands: list[Node], operators: list[Token]) -> Node:
        """Join by rank, equal ranks from left to right."""
        nodes, signs = list(operands), list(operators)
        for rank in sorted(set(self.rules.ranks.values()), reverse=True):
            index = 0
            while index < len(signs):
                if self.rules.ranks.get(signs[index].text, 0) != rank:
                    index += 1
                    continue
                sign = signs.pop(index)
                nodes[index : index + 2] = [self._joined(sign, nodes[index], nodes[index + 1])]
        while signs:  # an operator that the database does not have
            nodes[:2] = [self._joined(signs.pop(0), nodes[0], nodes[1])]
        return nodes[0]

    def _joined(self, sign: Token, left: Node, right: Node) -> Node:
        if sign.text in ("NEAR", "NEXT"):
            given = int(sign.detail) if sign.detail.isdigit() else None
            if given is None and sign.text == "NEAR" and not sign.detail:
                given = DEFAULT_NEAR.get(self.rules.name)
                if given is None:
                    self.source.fault(sign.start, "NEAR without a number. Needed: NEAR/n, n a number.")
            between = max((given if given is not None else 1) - self.rules.gap, 0)
            self._near_operand(sign, left, right)
            return Near(between, sign.text == "NEXT", left, right, left.place)
        if sign.text == "SAME":
            return Near(None, False, left, right, left.place)
        if sign.text == "NOT":
            self.source.fault(sign.start, "NOT may remove records that are wanted. Check what it removes.", error=False)
        return self._join(sign.text, [left, right], left.place)

    def _near_operand(self, sign: Token, *nodes: Node) -> None:
        for node in nodes:
            if isinstance(node, Joined) and node.operator != "OR":
                message = f"{node.operator} within {sign.text}. Allowed there: words, phrases and OR."
                self.source.fault(sign.start, message)

    @staticmethod
    def _join(operator: str, nodes: list[Node], place: Place) -> Node:
        if len(nodes) == 1:
            return nodes[0]
        flat: list[Node] = []
        for index, node in enumerate(nodes):
            same = isinstance(node, Joined) and node.operator == operator and (operator != "NOT" or index == 0)
            if same and operator != "NOT":
                flat += node.nodes  # type: ignore[union-attr]
            else:
                flat.append(node)
        return Joined(operator, tuple(flat), place)

    def _operand(self, field: Field | None) -> Node | None:
        token = self._now()
        self.at += 1
        place = self.source.place(token.start)
        match token.kind:
            case "(":
                return self._group(token, field)
            case "before":
                return self._prefixed(token)
            case "reference":
                return self._reference(token)
            case "heading":
                tag = self.rules.fields[token.detail]
                return Term(token.text, place, tag, True)
            case "behind":
                self.source.fault(token.start, f"the field {token.text} has no term before it. Needed: a term.")
                return None
            case "quoted":
                return self._tagged(Term(token.text, place, field, True))
        return self._words(token, field)

    def _group(self, opening: Token, field: Field | None) -> Node | None:
        start = self.at
        self.depth += 1
        if self.depth > DEEPEST:
            self.source.fault(opening.start, f"parentheses are nested more than {DEEPEST} deep.")
            self.at = len(self.tokens)
            return None
        inner = self._expression(field)
        self.depth -= 1
        if self._peek(")"):
            if inner is None and self.at == start:
                self.source.fault(opening.start, "there is nothing between the parentheses. Needed: a term.")
            self.at += 1
        else:
            self.source.fault(opening.start, "this parenthesis is not closed. Needed: a ) behind it.")
        while self._peek("behind"):
            tag = self._now()
            self.at += 1
            found, _ = self._field(tag)
            if not self.rules.behind_groups:
                message = f"{self.rules.name} has no field behind a group: {tag.text}. Allowed: one behind each term."
                self.source.fault(tag.start, message)
            if inner is not None and found is not None:
                inner = _with_field(inner, found)
        return inner

    def _prefixed(self, token: Token) -> Node | None:
        field = self.rules.field(token.detail)
        if field is None:
            self._unknown(token)
        if self.at >= len(self.tokens) or self._now().kind not in ("(", "quoted", "word", "heading"):
            self.source.fault(token.start, f"the field {token.text} has no term behind it. Needed: a term.")
            return None
        field = field or Field(token.text, (Part.ELSEWHERE,))
        first = self._operand(field)
        if not self.rules.signs or first is None:
            return first
        nodes, signs = [first], []  # signs go on in the same field: TI='a'*'b'
        while self._peek("operator") and self._now().detail in self.rules.signs and self.at + 1 < len(self.tokens):
            signs.append(self._now())
            self.at += 1
            if (node := self._operand(field)) is not None:
                nodes.append(node)
        self._mixed(signs)
        return self._climb(nodes, signs[: len(nodes) - 1])

    def _reference(self, token: Token) -> Node | None:
        number = int(token.text)
        self.used.add(number)
        if number not in self.lines:
            known = ", ".join(f"#{n}" for n in self.lines) or "none before it"
            self.source.fault(token.start, f"there is no line #{number} before it. Allowed: {known}.")
            return None
        return self.lines[number]

    def _words(self, token: Token, field: Field | None) -> Node | None:
        """A word, or words in sequence, which are a phrase in some databases and separate words in others."""
        found = [token]
        while self._peek("word"):
            found.append(self._now())
            self.at += 1
        places = [self.source.place(one.start) for one in found]
        if self.rules.phrases or len(found) == 1:
            return self._tagged(Term(" ".join(one.text for one in found), places[0], field))
        made = [Term(one.text, place, field) for one, place in zip(found, places, strict=True)]
        last = self._tagged(made[-1])
        tagged = [replace(term, field=last.field) if last.field != field else term for term in made[:-1]]
        return Joined("AND", (*tagged, last), places[0])

    def _tagged(self, term: Term) -> Term:
        """The term with the fields written behind it."""
        while self._peek("behind"):
            tag = self._now()
            self.at += 1
            field, within = self._field(tag)
            term = replace(term, field=field or term.field, within=within if within is not None else term.within)
        if term.field and Part.YEAR in term.field.parts and (span := _RANGE.fullmatch(term.text.strip())):
            term = replace(term, text=span[1], last=span[2])
        return term

    def _field(self, tag: Token) -> tuple[Field | None, int | None]:
        """The field that a tag behind a term names, and the words that may lie between those of a phrase."""
        name, within = tag.detail, None
        if found := re.fullmatch(r"(.*?):~\s*(\S*)", name):
            name = found[1]
            if found[2].isdigit():
                within = int(found[2])
            else:
                self.source.fault(tag.start, f"{tag.text} has no number of words. Allowed: [tiab:~2] and the like.")
        if "," in name or (self.rules.behind_groups and not tag.text.startswith("/")):
            return self._several(tag, name), within
        field = self.rules.field(name)
        if field is None:
            self._unknown(tag, name)
            return Field(tag.text, (Part.ELSEWHERE,)), within
        if within is not None and field.tag not in PROXIMITY:
            self.source.fault(tag.start, f"proximity in {field.tag}. Allowed: [ti:~n], [tiab:~n], [ad:~n].")
        return replace(field, tag=tag.text) if self.rules.behind_groups else field, within

    def _several(self, tag: Token, names: str) -> Field:
        covered: list[Part] = []
        for name in names.split(","):
            field = self.rules.field(name)
            if field is None:
                self._unknown(tag, name)
            covered += field.parts if field else (Part.ELSEWHERE,)
        return Field(tag.text, tuple(dict.fromkeys(covered)))

    def _unknown(self, token: Token, name: str | None = None) -> None:
        name = token.detail if name is None else name
        near = get_close_matches(name.lower(), self.rules.fields, 3, 0.5)
        forms = [self.rules.fields[one].tag for one in near] or [f.tag for f in self.rules.fields.values()][:12]
        behind = token.kind == "behind" and self.rules.behind_groups
        shown = [f"{token.text[0]}{form}" for form in forms] if behind else forms
        allowed = "The nearest allowed" if near else "Allowed, among others"
        message = f"{self.rules.name} has no field {token.text}. {allowed}: {', '.join(dict.fromkeys(shown))}."
        self.source.fault(token.start, message)


def _shown(token: Token) -> str:
    return token.detail if token.detail in ("+", "*", "-") else token.text


def _with_field(node: Node, field: Field) -> Node:
    """The group with this field in every term that has none of its own."""
    match node:
        case Term():
            return node if node.field else replace(node, field=field)
        case Joined():
            return replace(node, nodes=tuple(_with_field(one, field) for one in node.nodes))
    return replace(node, left=_with_field(node.left, field), right=_with_field(node.right, field))
