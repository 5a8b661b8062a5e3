"""MyST text as the book's parser reads it."""

import re

import yaml
from docutils import nodes
from docutils.core import publish_doctree
from myst_parser.docutils_ import Parser

from helpers import REPOSITORY

CONFIG = yaml.safe_load((REPOSITORY / "_config.yml").read_text("utf-8"))
SETTINGS = {
    "myst_enable_extensions": CONFIG["parse"]["myst_enable_extensions"],
    **{name: value for name, value in CONFIG["sphinx"]["config"].items() if re.match("myst_(linkify|dmath)", name)},
    "report_level": 5,  # roles of Sphinx are unknown here
    "warning_stream": False,
}


def tree(text: str) -> nodes.document:
    """The MyST text as the book's parser reads it."""
    return publish_doctree(text, parser=Parser(), settings_overrides=SETTINGS)


def one_line(text: str) -> str:
    """The text with line breaks and runs of blanks as one blank, which is how a page shows them."""
    return re.sub(r"[ \t-\r\x1c-\x1f\x85\u2028\u2029]+", " ", text).strip(" ")
