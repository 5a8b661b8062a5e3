"""The whole book on paper: its chapters as Sphinx resolved them, set by Typst as the article is.

`site_only` and `links` prepare chapters that are read for paper, `builder` writes them, `convert` and `tables` make a
tree of pandoc of each, `write` sets the book. `breaks` says where long code may be broken.
"""

LICENCE = "Text and data: CC BY 4.0. Code: MIT."
