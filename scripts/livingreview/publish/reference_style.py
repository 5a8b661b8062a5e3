"""Style of the reference list: numbered in order of citation, with every identifier as a link."""

from __future__ import annotations

from pybtex.style.formatting.unsrt import Style as Unsrt
from pybtex.style.template import field, href, join, optional, sentence


def unescaped(address: str) -> str:
    """An address without the backslashes that BibTeX needs before & and %."""
    return address.replace("\\&", "&").replace("\\%", "%").replace("\\_", "_")


class Style(Unsrt):
    """BibTeX's `unsrt` with DOI, PubMed and PMC links, for records whose authors may be unknown."""

    def format_names(self, role, as_sentence=True):
        # The plain style warns about every record without authors, and a warning fails the build.
        return optional[super().format_names(role, as_sentence)]

    def format_web_refs(self, e):
        def link(label: str, name: str, prefix: str):
            return optional[href[join[prefix, field(name, raw=True)], join[label, " ", field(name, raw=True)]]]

        return sentence[
            link("doi", "doi", "https://doi.org/"),
            link("PMID", "pmid", "https://pubmed.ncbi.nlm.nih.gov/"),
            link("", "pmcid", "https://pmc.ncbi.nlm.nih.gov/articles/"),
            optional[href[field("url", raw=True, apply_func=unescaped), "web page"]],
        ]
