"""The closed lists: directives with their options, roles, and kinds of markup that a chapter may hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Body = Literal["prose", "text", "none"]


@dataclass(frozen=True)
class Directive:
    """A directive that a chapter may hold.

    `argument` says what follows its name: prose that is printed, the file of a picture, another text, or nothing.
    `body` says what is inside: prose, text that is not read as MyST, or nothing. `options` are its allowed options.
    """

    argument: Literal["prose", "picture", "text", "none"]
    body: Body
    options: tuple[str, ...] = ()


BOXES = "attention caution danger error hint important note seealso tip warning".split()
DIRECTIVES = {
    **{name: Directive("prose", "prose", ("class", "name")) for name in ("admonition", *BOXES)},
    "bibliography": Directive("none", "none", ("all", "cited", "notcited")),
    "code": Directive("text", "text", ("name", "number-lines")),
    "code-block": Directive("text", "text", ("caption", "emphasize-lines", "lineno-start", "linenos", "name")),
    "code-cell": Directive("text", "text", ("tags",)),
    "downloads": Directive("none", "none"),
    "dropdown": Directive("prose", "prose", ("name", "open")),
    "figure": Directive("picture", "prose", ("align", "alt", "height", "name", "scale", "width")),
    "glossary": Directive("none", "prose"),
    "image": Directive("picture", "none", ("align", "alt", "height", "name", "scale", "width")),
    "library": Directive("none", "text"),
    "list-table": Directive("prose", "prose", ("align", "class", "header-rows", "name", "stub-columns", "widths")),
    "math": Directive("text", "text", ("label", "name")),
    "study-form": Directive("none", "none"),
    "table": Directive("prose", "prose", ("align", "name", "widths")),
}
CLASSES = frozenset((*BOXES, "dropdown", "longtable"))  # looks of boxes and tables; others could hide a text
TAGS = frozenset("hide-cell hide-input hide-output remove-input".split())  # of a cell

# Directives that people know, each with the reason why it is refused, or with what to write instead.
REFUSED_DIRECTIVES = {
    "csv-table": "it can read any file. Write a table of Markdown, or {list-table}",
    "eval-rst": "reStructuredText can read any file and hold HTML. Write MyST",
    "glue": "results are printed by name. Write {result}`name`",
    "iframe": "the site loads nothing from outside",
    "ifconfig": "what a reader does not see must not be in a chapter",
    "include": "it can read any file. Write the text into the chapter",
    "literalinclude": "it can read any file. Write the text into a code block",
    "only": "what a reader does not see must not be in a chapter",
    "raw": "HTML and LaTeX can run code, load from outside and hide text. Write MyST",
    "toctree": "the contents are in _toc.yml. Add the chapter there",
}

CITES = tuple(f"cite:{kind}" for kind in ("p", "t", "ps", "ts", "alp", "author", "year", "yearpar"))
ROLES = frozenset(
    (
        "dataset",
        "doc",
        "eq",
        "mark",
        "math",
        "numref",
        "ref",
        "result",
        "sub",
        "subscript",
        "sup",
        "superscript",
        *CITES,
    )
)
REFUSED_ROLES = {
    "abbr": "its text is hidden until somebody points at it. Write the words in brackets behind the short form",
    "download": "it can publish any file. For the open data, write {dataset}`file`",
    "eval": "a chapter computes only in its cells",
    "raw": "HTML and LaTeX can run code, load from outside and hide text",
}

# Tokens of the parser: anything that a newer parser or another setting adds is refused until it is listed here.
BLOCKS = frozenset(
    (
        "blockquote bullet_list ordered_list list_item paragraph heading table thead tbody tr th td dl dt dd "
        "footnote_reference"
    ).split()
)
INLINES = frozenset("em strong s link span".split())
TOKENS = frozenset(
    (
        "inline text text_special softbreak hardbreak code_inline code_block fence colon_fence hr image math_inline "
        "math_inline_double math_single math_block math_block_label myst_role myst_target myst_line_comment "
        "footnote_ref footnote_anchor html_block html_inline"
    ).split()
) | {f"{name}_{end}" for name in BLOCKS | INLINES for end in ("open", "close")}
REFUSED_TOKENS = {
    "front_matter": "a chapter has no header: it could switch parts of MyST on. Begin with the title, `# Title`",
    "myst_block_break": "`+++` parts a notebook into cells, which a chapter does not need. Delete it",
    "substitution_inline": "`{{ }}` fills in what stands elsewhere. Write {result}`name` for a result",
    "substitution_block": "`{{ }}` fills in what stands elsewhere. Write {result}`name` for a result",
}
# Attributes in braces behind a text, a link or a picture; and those that the parser itself gives to tokens.
ATTRIBUTES = {"image": frozenset({"id", "width", "height", "align"})}
ANY_ATTRIBUTES = frozenset({"id"})
OWN_ATTRIBUTES = {
    "image": frozenset({"alt", "src", "title"}),
    "link_open": frozenset({"href", "title"}),
    "myst_line_comment": frozenset({"class"}),
    "myst_target": frozenset({"class"}),
    "ordered_list_open": frozenset({"start"}),
    "td_open": frozenset({"style"}),
    "th_open": frozenset({"style"}),
}
