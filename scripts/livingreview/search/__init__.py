"""Databases and registers: their search strings, searching them over the network, and what all of them miss.

`review search` runs the strategies of data/review.yaml. One module is one service: `pubmed`, `europepmc`,
`clinicaltrials`, `openalex`, and `crossref` for look-ups.
"""
