"""What search engines and shared links show of a page: description, canonical address, structured data, icon."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from xml.sax.saxutils import escape

from docutils import nodes
from sphinx.application import Sphinx

from ..schema.review import ReviewConfig
from ..store import Review
from ..store.tables import write_whole
from .citation_files import NOBODY, signed
from .roles import RESULTS

ICON = "favicon.svg"
SHEETS = "sheets.css"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
LONGEST = 160  # characters of a description that search engines show
SHORTEST = 40
SEARCH = "search"  # name of the page that Sphinx makes for it
SITEMAP, LOST = "sitemap.xml", "404.html"
NOT_LISTED = ("index.html", "search.html", "genindex.html", LOST)  # the first only leads to the first chapter
RECORDS = re.compile(r"\s*\((?:(?:DOI|PubMed|PMC)(?:, )?)+\)")
TAGS = re.compile("<[^>]*>")


def connect(app: Sphinx) -> None:
    """Register what this module does with Sphinx."""
    app.connect("builder-inited", _for_paper)
    app.connect("html-page-context", _describe)


def configure(config: Any, review: Review) -> None:
    """The icon in the tab of a browser and, where the site has a public address, each page's canonical one.

    The first page is linked by the title above the contents, and is not listed in them a second time.
    """
    config.html_theme_options = {**config.html_theme_options, "home_page_in_toc": False}
    config.html_favicon = str(Path(__file__).parent / "theme" / ICON)
    if review.config.address:
        config.html_baseurl = f"{review.config.address.rstrip('/')}/"


def _describe(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    results = RESULTS[app]
    review = results.review
    if doctree is None:
        if pagename == SEARCH:
            described = f"Search every chapter and publication of the review {review.config.stated_title}."
            context["metatags"] = context.get("metatags", "") + _meta(described)
        return
    title = html.unescape(TAGS.sub("", context.get("title", "")))
    text = description(doctree)
    # A chapter and the page of a publication say what they are about in their title alone; the first page says more.
    described = text if not text or pagename == app.config.root_doc else f"{title}: {text}"
    found = {
        "og:type": "article",
        "og:title": title,
        "og:site_name": review.config.stated_title,
        "og:url": context.get("pageurl") or "",
    }
    tags = [_meta(described, ' property="og:description"')] if described else []
    tags += [f'<meta property="{name}" content="{html.escape(text)}">' for name, text in found.items() if text]
    if pagename == app.config.root_doc:
        data = json.dumps(structured(review), ensure_ascii=False).replace("</", "<\\/")
        tags.append(f'<script type="application/ld+json">{data}</script>')
    context["metatags"] = "\n".join([context.get("metatags", ""), *tags])


def _meta(described: str, also: str = "") -> str:
    return f'<meta name="description"{also} content="{html.escape(described)}">'


def _for_paper(app: Sphinx) -> None:
    """Write the rules for paper as a style sheet of all pages."""
    if app.builder.format != "html":
        return
    results = RESULTS[app]
    config = results.review.config
    state = f"Version {config.version} ({config.status}), data of {results['review.date'].text}"
    file = Path(app.outdir) / "_static" / SHEETS
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(sheets(config.stated_title, state), "utf-8")
    app.add_css_file(SHEETS)


def sheets(title: str, state: str) -> str:
    """Rules for paper: on every sheet the title at the top, state and number at the bottom, each on one line."""
    boxes = {
        "top-left": quoted(title),
        "bottom-left": quoted(state),
        "bottom-right": "counter(page) ' / ' counter(pages)",
    }
    set_in = "font: 8pt sans-serif; color: #444"
    rules = "".join(f"@{place} {{ content: {content}; {set_in} }} " for place, content in boxes.items())
    return f"@page {{ size: A4; margin: 2cm 1.5cm; {rules}}}"


def quoted(text: str) -> str:
    """The text as a string of a style sheet, which no sign in it can end."""
    return '"' + re.sub(r'["\\<>&\n]', lambda sign: f"\\{ord(sign[0]):x} ", text) + '"'


def description(doctree: nodes.document) -> str:
    """The first sentences of a page, as many as fit; cut at a word if the first is longer. "" without a paragraph."""
    texts = map(_plain, doctree.findall(nodes.paragraph))
    return shortened(next((text for text in texts if len(text) >= SHORTEST), ""), LONGEST)


def shortened(text: str, most: int) -> str:
    """The first sentences of a text, as many as fit into so many characters; cut at a word if the first is longer."""
    if len(text) <= most:
        return text
    sentences = text[: most + 1].rpartition(". ")[0]
    return f"{sentences}." if sentences else f"{text[:most].rpartition(' ')[0]}\u2026"


def _plain(paragraph: nodes.paragraph) -> str:
    """The words of a paragraph, without numbers of references and links to records of databases."""
    copy = paragraph.deepcopy()
    for citation in list(copy.findall(nodes.inline)):
        if "bibtex-citation" in citation["classes"] and citation.parent:
            citation.parent.remove(citation)
    return re.sub(r"\s+", " ", RECORDS.sub("", copy.astext())).strip()


def structured(review: Review) -> Mapping[str, Any]:
    """The review as schema.org describes a scholarly article, and its open data as a dataset."""
    config, authors = review.config, signed(review)
    people = [
        {"@type": "Organization" if one.group else "Person", "name": one.name}
        | ({"sameAs": f"https://orcid.org/{one.orcid}"} if one.orcid else {})
        for one in (authors.authors if authors else ())
    ]
    common = {
        "author": people or [{"@type": "Organization", "name": NOBODY}],
        "version": str(config.version),
        "dateModified": str(config.date),
        "license": LICENCE,
        "isAccessibleForFree": True,
        **({"url": str(config.address)} if config.address else {}),
    }
    article = {
        "@type": "ScholarlyArticle",
        "headline": config.stated_title,
        "name": config.stated_title,
        "inLanguage": "en",
        **common,
    }
    data = {
        "@type": "Dataset",
        "name": f"Data of: {config.title}",
        "description": f"{config.question.population} {config.question.intervention}",
        **common,
    }
    return {"@context": "https://schema.org", "@graph": [article, data]}


def write_site_files(site: Path, config: ReviewConfig) -> None:
    """A list of all pages for search engines, and a page for addresses that lead nowhere.

    Both need absolute addresses, so nothing is written before the site has one.
    """
    if not config.address:
        return
    base = f"{config.address.rstrip('/')}/"
    pages = sorted(file.relative_to(site).as_posix() for file in site.rglob("*.html"))
    listed = "".join(
        f"<url><loc>{escape(urljoin(base, page))}</loc><lastmod>{config.date}</lastmod></url>\n"
        for page in pages
        if page not in NOT_LISTED and not page.startswith("_")
    )
    schema = "http://www.sitemaps.org/schemas/sitemap/0.9"
    write_whole(
        site / SITEMAP, f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{schema}">\n{listed}</urlset>\n'
    )
    write_whole(site / LOST, _lost(base, config.stated_title))


def _lost(base: str, title: str) -> str:
    name = html.escape(title)
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>No such page: {name}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<style>body {{ font: 1.1rem/1.5 system-ui, sans-serif; margin: 3rem auto; max-width: 36rem; padding: 0 1rem; }}</style>
</head><body><h1>There is no such page</h1>
<p>It may have been renamed. Begin at the first page of <a href="{base}">{name}</a>,
or <a href="{base}search.html">search the site</a>.</p></body></html>
"""
