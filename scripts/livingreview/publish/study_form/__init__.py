"""The form "Add a study": a static page on which a study is entered without any program, made from the schema.

`layout` arranges the fields of the schema, `model` gives the page all it needs to know as JSON, `page` puts it on the
site. The scripts in `script/` run in the browser; they hold no field and no term, so that a new one needs no edit.
"""

from .page import connect

__all__ = ["connect"]
