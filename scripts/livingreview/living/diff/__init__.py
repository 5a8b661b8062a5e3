"""`review diff`: what a change of the data or the chapters does to the review.

`origins` finds the two states, `values` compares files, `prose` the sentences of the book, `report` gathers all of it
as data, and `text`, `markdown` and `page` show a report.
"""
