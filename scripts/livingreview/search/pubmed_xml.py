"""Records of PubMed (EFetch, `PubmedArticleSet`) as references.

The elements are those of NLM's DTD of 1 January 2025 and of "MEDLINE/PubMed XML element descriptions".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from ..records import Reference
from .faults import BadAnswer
from .forms import kept, squeezed, text_of, xml

MONTHS = {
    name: f"{number:02}" for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)
}

# What the other publication is to this one, by NLM's RefType.
RELATIONS = {
    "AssociatedDataset": "has-dataset",
    "AssociatedPublication": "associated-with",
    "CommentIn": "commented-by",
    "CommentOn": "comment-on",
    "CorrectedandRepublishedFrom": "republishes",
    "CorrectedandRepublishedIn": "republished-as",
    "ErratumFor": "corrects",
    "ErratumIn": "corrected-by",
    "ExpressionOfConcernFor": "concern-on",
    "ExpressionOfConcernIn": "concern-by",
    "OriginalReportIn": "summary-of",
    "PartialRetractionIn": "partly-retracted-by",
    "PartialRetractionOf": "partly-retracts",
    "RepublishedFrom": "republishes",
    "RepublishedIn": "republished-as",
    "ReprintIn": "reprinted-as",
    "ReprintOf": "reprint-of",
    "RetractedandRepublishedFrom": "republishes",
    "RetractedandRepublishedIn": "republished-as",
    "RetractionIn": "retracted-by",
    "RetractionOf": "retracts",
    "SummaryForPatientsIn": "summarised-by",
    "UpdateIn": "updated-by",
    "UpdateOf": "updates",
}
# Preprints and their articles are linked as updates; the citation of the other one names the server.
PREPRINT_SERVERS = re.compile(
    r"\b(?:bioRxiv|medRxiv|Res Sq|Research Square|SSRN|arXiv|ChemRxiv|preprints?)\b", re.IGNORECASE
)
HISTORY_LOST = re.compile(r"unable to obtain query|webenv|query_?key|history", re.IGNORECASE)
REGISTERS = re.compile(
    r"(?:clinicaltrials\.gov|eudract|euctr|eu-ctr|ctis|isrctn|anzctr|chictr|cris|ctri|drks|irct|japiccti|jmacct|jprn|jrct"
    r"|umin|lbctr|ntr|pactr|rebec|repec|per|rpcec|slctr|tctr|itmctr)\b",
    re.IGNORECASE,
)


def read_articles(body: bytes) -> list[Reference]:
    """The articles and book chapters of an answer, in its order. Raises BadAnswer if it is none of records."""
    root = xml(body)
    if (error := text_of(root if root.tag == "ERROR" else root.find("ERROR"))) or root.tag == "eFetchResult":
        raise BadAnswer(f"sent an error: {error or 'without words'}.", again=not HISTORY_LOST.search(error))
    if root.tag != "PubmedArticleSet":
        raise BadAnswer(f"sent XML of another kind, `{root.tag}`.", again=True)
    try:
        return [reference for element in root if (reference := _reference(element))]
    except RecursionError:
        raise BadAnswer("sent XML that is nested without end.") from None


def _reference(element: Element) -> Reference | None:
    if element.tag == "PubmedArticle" and (citation := element.find("MedlineCitation")) is not None:
        return _article(element, citation)
    if element.tag == "PubmedBookArticle" and (document := element.find("BookDocument")) is not None:
        return _chapter(element, document)
    if element.tag == "DeleteCitation":
        return None
    raise BadAnswer(f"sent a record of an unknown kind, `{element.tag}`.")


def _article(element: Element, citation: Element) -> Reference:
    article = _child(citation, "Article")
    issue = _child(article, "Journal/JournalIssue")
    date, said = _date(issue.find("PubDate"))
    electronic, _ = _date(article.find("ArticleDate"))
    pmid = text_of(citation.find("PMID"))
    title, original = _titles(article)
    registrations, others = _numbers(article)
    return Reference(
        source="pubmed",
        identifier=pmid,
        title=title,
        original_title=original,
        authors=tuple(_authors(article.find("AuthorList"))),
        year=(date or electronic)[:4],
        date=date or electronic,
        journal=text_of(article.find("Journal/Title")) or text_of(citation.find("MedlineJournalInfo/MedlineTA")),
        volume=text_of(issue.find("Volume")),
        issue=text_of(issue.find("Issue")),
        pages=_pages(article.find("Pagination")),
        doi=_doi(article, element.find("PubmedData")),
        pmid=pmid,
        registrations=registrations,
        issn=_once(_texts(article, "Journal/ISSN") + _texts(citation, "MedlineJournalInfo/ISSNLinking")),
        language="; ".join(_texts(article, "Language")),
        abstract=_abstract(article.find("Abstract")),
        keywords=_texts(citation, "KeywordList/Keyword"),
        headings=_headings(citation),
        types=_texts(article, "PublicationTypeList/PublicationType"),
        url=f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/",
        related=tuple(_related(citation)),
        extra=kept(
            {
                "Status": (citation.get("Status", ""),),
                "PubDate": (said,),
                "ArticleDate": (electronic,),
                "entrez": (_history(element, "entrez"),),
                "pmc": _ids(element.find("PubmedData"), "pmc"),
                "pii": tuple(text_of(e) for e in article.findall("ELocationID") if e.get("EIdType") == "pii"),
                "DataBank": others,
                "NameOfSubstance": _texts(citation, "ChemicalList/Chemical/NameOfSubstance"),
                "SupplMeshName": _texts(citation, "SupplMeshList/SupplMeshName"),
                "OtherAbstract": tuple(_abstract(other) for other in citation.findall("OtherAbstract")),
                "Affiliation": _once(_texts(article, "AuthorList/Author/AffiliationInfo/Affiliation")),
                "MedlineTA": _texts(citation, "MedlineJournalInfo/MedlineTA"),
            }
        ),
    )


def _chapter(element: Element, document: Element) -> Reference:
    book = _child(document, "Book")
    date, said = _date(book.find("PubDate"))
    contributed, _ = _date(document.find("ContributionDate"))
    pmid = text_of(document.find("PMID"))
    title, original = _titles(document)
    lists = document.findall("AuthorList") or book.findall("AuthorList")
    return Reference(
        source="pubmed",
        identifier=pmid,
        title=title or text_of(book.find("BookTitle")),
        original_title=original,
        authors=tuple(name for people in lists if people.get("Type") != "editors" for name in _authors(people)),
        year=(date or contributed)[:4],
        date=date or contributed,
        journal=text_of(book.find("BookTitle")),
        volume=text_of(book.find("Volume")),
        pages=_pages(document.find("Pagination")),
        doi=_doi(document, element.find("PubmedBookData")),
        pmid=pmid,
        language="; ".join(_texts(document, "Language")),
        abstract=_abstract(document.find("Abstract")),
        keywords=_texts(document, "KeywordList/Keyword"),
        types=_texts(document, "PublicationType") or ("Book chapter",),
        url=f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/",
        extra=kept(
            {
                "PubDate": (said,),
                "PublisherName": _texts(book, "Publisher/PublisherName"),
                "Isbn": _texts(book, "Isbn"),
                "bookaccession": _ids(document, "bookaccession"),
            }
        ),
    )


def _child(element: Element, path: str) -> Element:
    found = element.find(path)
    return Element("empty") if found is None else found


def _texts(element: Element, path: str) -> tuple[str, ...]:
    return tuple(text for found in element.findall(path) if (text := text_of(found)))


def _once(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def _titles(article: Element) -> tuple[str, str]:
    """The title and the one in the language of the publication, which stands in where no other is given.

    A translated title comes in brackets, and "[Not Available]." where nobody translated it.
    """
    title, original = text_of(article.find("ArticleTitle")), text_of(article.find("VernacularTitle"))
    if re.fullmatch(r"\[?\s*not available\s*\]?\.?", title, re.IGNORECASE):
        title = ""
    if translated := re.fullmatch(r"\[(.*)\](\.?)", title):
        title = translated[1].rstrip(".") + translated[2] if original or "[" not in translated[1] else title
    return title or original, original


def _authors(people: Element | None) -> Iterator[str]:
    for person in people if people is not None else ():
        if person.tag != "Author" or person.get("ValidYN") == "N":  # N: the name before it was corrected
            continue
        if group := text_of(person.find("CollectiveName")):
            yield group
        elif family := text_of(person.find("LastName")):
            given = text_of(person.find("ForeName")) or text_of(person.find("Initials"))
            given = squeezed(f"{given} {text_of(person.find('Suffix'))}")
            yield f"{family}, {given}" if given else family


def _date(element: Element | None) -> tuple[str, str]:
    """A date as 2024, 2024-05 or 2024-05-17, and as printed where it is in words (1998 Dec-1999 Jan, 2001 Spring)."""
    if element is None:
        return "", ""
    if words := text_of(element.find("MedlineDate")):
        printed = re.search(r"\b(1[5-9]|20)\d\d\b", words)
        return (printed[0] if printed else ""), words
    year, month, day = (text_of(element.find(name)) for name in ("Year", "Month", "Day"))
    if not re.fullmatch(r"\d{4}", year):
        return "", year
    season = text_of(element.find("Season"))
    month = MONTHS.get(month[:3].lower(), month.zfill(2) if re.fullmatch(r"0?[1-9]|1[0-2]", month) else "")
    parts = [year, month, day.zfill(2) if month and re.fullmatch(r"\d\d?", day) else ""]
    return "-".join(filter(None, parts)), f"{year} {season}" if season else ""


def _pages(pagination: Element | None) -> str:
    if pagination is None:
        return ""
    start, end = text_of(pagination.find("StartPage")), text_of(pagination.find("EndPage"))
    if start and end and start != end:
        return f"{start}-{end}"
    return text_of(pagination.find("MedlinePgn")) or start


def _doi(article: Element, data: Element | None) -> str:
    """The DOI that PubMed has among its identifiers, or the one printed with the article unless it is marked wrong."""
    printed = [
        text_of(element)
        for element in article.findall("ELocationID")
        if element.get("EIdType") == "doi" and element.get("ValidYN") != "N"
    ]
    found = [*_ids(data, "doi"), *_ids(article, "doi"), *printed, ""]
    return re.sub(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", found[0], flags=re.IGNORECASE).lower()


def _ids(data: Element | None, kind: str) -> tuple[str, ...]:
    """Identifiers of the record itself; those of its references are further down and not meant."""
    ids = data.findall("ArticleIdList/ArticleId") if data is not None else []
    return tuple(text for element in ids if element.get("IdType") == kind and (text := text_of(element)))


def _numbers(article: Element) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Numbers in trial registers, and those of other data banks with the bank's name."""
    trials: list[str] = []
    others: list[str] = []
    for bank in article.findall("DataBankList/DataBank"):
        name, numbers = text_of(bank.find("DataBankName")), _texts(bank, "AccessionNumberList/AccessionNumber")
        if REGISTERS.match(name):
            trials += numbers
        else:
            others += [f"{name}: {number}" for number in numbers] or [name]
    return tuple(dict.fromkeys(trials)), tuple(others)


def _abstract(abstract: Element | None) -> str:
    """Parts of a structured abstract, one a line, each with its label."""
    parts = []
    for part in abstract.findall("AbstractText") if abstract is not None else ():
        label, text = part.get("Label", ""), text_of(part)
        if text:
            parts.append(f"{label}: {text}" if label and label != "UNLABELLED" else text)
    return "\n".join(parts)


def _headings(citation: Element) -> tuple[str, ...]:
    """MeSH headings, each with each of its qualifiers: `Asthma/drug therapy`."""
    headings: list[str] = []
    for heading in citation.findall("MeshHeadingList/MeshHeading"):
        name = text_of(heading.find("DescriptorName"))
        qualified = [f"{name}/{qualifier}" for qualifier in _texts(heading, "QualifierName")]
        headings += qualified or [name]
    return tuple(headings)


def _related(citation: Element) -> Iterator[tuple[str, str]]:
    own = set(_texts(citation, "Article/PublicationTypeList/PublicationType"))
    for link in citation.findall("CommentsCorrectionsList/CommentsCorrections"):
        kind, words, pmid = link.get("RefType", ""), text_of(link.find("RefSource")), text_of(link.find("PMID"))
        if kind == "Cites" or not kind:
            continue
        relation = RELATIONS.get(kind, kind)
        if kind == "UpdateIn" and "Preprint" in own:
            relation = "published-as"
        if kind == "UpdateOf" and PREPRINT_SERVERS.search(words):
            relation = "has-preprint"
        doi = re.search(r"\b10\.\d{4,9}/\S+", words)
        if pmid:
            yield relation, f"pmid:{pmid}"
        elif doi:
            yield relation, f"doi:{doi[0].rstrip('.,;)').lower()}"
        elif words:
            yield relation, words


def _history(element: Element, status: str) -> str:
    for date in element.findall("PubmedData/History/PubMedPubDate"):
        if date.get("PubStatus") == status:
            return _date(date)[0]
    return ""
