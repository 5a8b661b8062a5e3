"""Terms of searches, of records, of screening, and of whether two records are one publication."""

from __future__ import annotations

from .terms import Term


class SearchStatus(Term):
    NOT_RUN = "not-run", "Specified, not yet run."
    RUN = "run", "Run on the date given."


class SearchSyntax(Term):
    """How a search string is written; strings in one of these are parsed, checked and tried on known records."""

    PUBMED = "pubmed", "PubMed: a field in brackets behind each term."
    WOS = "web-of-science", "Web of Science, advanced search: a field before a group in parentheses."
    EMBASE = "embase", "Embase.com: Emtree terms with /exp, fields behind a term or group."
    COCHRANE = "cochrane", "Cochrane Library, search manager: MeSH descriptors, fields behind a term or group."
    CNKI = "cnki", "CNKI, professional search: a field before a group, `+`, `*` and `-` within it."
    WANFANG = "wanfang", "Wanfang, professional search: a field in Chinese before a group."
    SINOMED = "sinomed", "SinoMed, advanced search: a field in Chinese behind each term."


class RecordKind(Term):
    """What an included record is, from the nearest to the question to the farthest."""

    TREATED = "treated", "Report of patients given the treatment, all of them with the condition."
    MIXED = "mixed", "Report of patients given the treatment, who may include others than those with the condition."
    DIRECT = "direct", "Further publication with a mechanistic finding in the condition or a model of it."
    INDIRECT = "indirect", "Publication on mechanisms elsewhere only."
    TRIAL = "trial", "Entry of a trial register."
    BACKGROUND = "background", "Background: shown, and no evidence on the question."


class Stage(Term):
    """How far a record got before it was decided on."""

    TITLE = "title", "Judged on the title."
    ABSTRACT = "abstract", "Judged on an abstract, an excerpt or a registry entry."
    FULL_TEXT = "full-text", "Judged on the full text."


class Decision(Term):
    """What was decided on a record."""

    INCLUDE = "include", "Has a file in data/studies, data/trials or data/context."
    EXCLUDE = "exclude", "Not eligible; the reason is given."
    AWAITING = "awaiting", "May be eligible, but cannot be identified or judged from what was accessible."
    DUPLICATE = "duplicate", "The same publication as another record."
    PENDING = "pending", "Found, and not yet decided on at this stage."


class SameOrNot(Term):
    """Whether two records are one publication."""

    SAME = "same", "One publication, listed twice."
    DIFFERENT = "different", "Two publications."
    LINKED = "linked", "Two publications of one work; the relation says which."


class Relation(Term):
    """How two publications of one work are related."""

    PREPRINT = "preprint", "One is the preprint of the other."
    MEETING = "meeting-abstract", "One is the abstract of a meeting, the other the article."
    NOTICE = "notice", "One corrects, retracts or comments on the other."
    VERSION = "version", "One is an updated version of the other."
    REPORT = "same-study", "Two reports of one study."


class ReasonGroup(Term):
    """What a record's reason comes down to, so that reasons can be counted; the reason itself is kept with it."""

    NO_OWN_DATA = "no-own-data", "Review, commentary or other text without data of its own."
    OTHER_TREATMENT = (
        "other-treatment",
        "The treatment under review was not given, or is not mentioned in the accessible text.",
    )
    OTHER_CONDITION = "other-condition", "Patients or animals with something else than what was asked."
    OTHER_QUESTION = "other-question", "Another outcome, comparison, line of treatment or mechanism than the review's."
    NO_RESULT = "no-result", "No result on the question in the accessible text."
    BETTER_SOURCE = "better-source", "Background or indirect evidence for which another source is used."
    ANOTHER_REPORT = "another-report", "Protocol, companion or earlier report of a study that is judged elsewhere."
    UNRELIABLE = "unreliable", "Cannot be attributed to a publication, or cannot be trusted."
    NOT_IDENTIFIED = "not-identified", "The publication is not identified well enough to cite."
    NOT_ACCESSIBLE = "not-accessible", "What is needed to judge or extract it was not accessible."
    NOT_JUDGED = "not-judged", "Found, but not yet judged."


# What a record can wait for; every other group is a ground for exclusion.
WAITING = (ReasonGroup.NOT_IDENTIFIED, ReasonGroup.NOT_ACCESSIBLE, ReasonGroup.NOT_JUDGED)


class Choice(Term):
    """What one person decided on a record at a stage of screening."""

    INCLUDE = "include", "Goes on: from title and abstract to the full text, from the full text into the review."
    EXCLUDE = "exclude", "Not eligible; the category says why."
    UNSURE = "unsure", "Cannot be judged from what is at hand."
