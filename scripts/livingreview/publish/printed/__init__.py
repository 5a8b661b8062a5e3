"""The whole book on paper: its chapters as Sphinx resolved them, set by Typst as the article is."""
