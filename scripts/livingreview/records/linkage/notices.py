"""What databases add to titles, and the words by which a title announces a correction, a reply or another kind."""

from __future__ import annotations

import re

LANGUAGES = (
    "afrikaans arabic bulgarian chinese croatian czech danish dutch english estonian finnish french german greek "
    "hebrew hungarian icelandic italian japanese korean latvian lithuanian norwegian persian polish portuguese "
    "romanian russian serbian slovak slovene slovenian spanish swedish turkish ukrainian"
).split()
_ONE = "|".join(LANGUAGES)
_LANGUAGE = rf"(?:(?:article )?in )?(?:{_ONE})(?:(?:,| and|/|;)? ?(?:{_ONE}))*"
_IN_BRACKETS = (
    r"review|systematic review|meta-analysis|see comments?|comment|in process citation|corrected|electronic resource",
    r"article|original article|brief record|editorial|letter|(?:conference |provisional |structured )?abstract|poster",
    r"proceedings?|abstract (?:no|number)\.?:? ?\w+|\d+ (?:refs?|references)(?: [^\])]*)?|rct",
    r"randomi[sz]ed controlled trial|published (?:online )?erratum[^\]]*|retracted(?: article| in)?[^\])]*",
    r"(?:published )?(?:erratum|correction|retraction|comment)[^\])]* in[:, ][^\]]*|vol \d+[^\])]*",
)
# What databases add to a title. It says nothing about which publication it is.
ADDED = re.compile(
    rf"[\[(] ?{_LANGUAGE} ?[\])]\.?|\. ?(?:{_ONE})\.?$"
    rf"|[\[(] ?(?:{'|'.join(_IN_BRACKETS)}) ?[\])]\.?"
    r"|\((?:retraction of )?vol\.? \d+,[^)]*\)$"
    r"|[\[(] ?(?:published )?(?:erratum|correction|retraction|comment) (?:appears )?in\b[^\])]*$"
    r"|(?<=[.?!]) ?(?:review|\d+ refs)\.?$"
)
# Cheap signs that one of the patterns may be found at all.
MAY_HAVE_ADDED = re.compile(rf"[\[(]|(?:{_ONE})\.?$|[.?!] ?(?:review|\d+ refs)\.?$")
MAY_HAVE_KIND = re.compile(
    r"errat|corrig|correct|addend|concern|retract|withdraw|repl(?:y|ies)|respons|rejoind|rebutt|\bre ?:|comment|letter"
    r"|discussion|editorial|protocol|design|analysis plan|summary|synopsis|highlights|in brief|\(vol"
)
# How Web of Science titles a notice: with the place of the article. Looked for before this is taken off.
WITH_PLACE = (
    ("retraction", re.compile(r"\(retraction of vol\b[^)]*\)\W*$")),
    ("correction", re.compile(r"\(vol\.? \d+,[^)]*\)\W*$")),
)
RETRACTED = re.compile(r"^ ?[\[(]?(?:retracted(?: article| paper| chapter)?|withdrawn(?: article)?)[\])]?[:.\-] *")

_BEGINS = r"(?=\W*(?:$|:|to\b|for\b|in\b|on\b|of\b|from\b|by\b|notice|note|statement|[.\[(\-\u2013]))"
_AUTHORS = r"(?:(?:the )?authors?'?s?'? |in )?"
_AFTER = r"[:.(\[\-\u2013?!] ?"
KINDS = tuple(
    (kind, re.compile("|".join(patterns)))
    for kind, patterns in (
        (
            "correction",
            (
                rf"^\W*(?:(?:author|publisher)s?'? )?(?:erratum|errata|corrigend\w+|addend\w+)\b{_BEGINS}",
                r"^\W*(?:(?:author|publisher)s?'? )?corrections?\b(?=\W*(?:$|:|to\b|[.\[(\-\u2013]))",
                r"[:.(\[\-] ?(?:erratum|corrigend\w+|correction|addendum)\W*$|^\W*expression of concern",
            ),
        ),
        (
            "retraction",
            (
                rf"^\W*(?:notice of )?retraction\b{_BEGINS}|^\W*withdrawal(?: notice|:|\W*$)",
                r"[:.(\[\-] ?(?:retraction|withdrawal)(?: notice)?\W*$",
            ),
        ),
        (
            "reply",
            (
                rf"^\W*{_AUTHORS}(?:reply|replies|response|responses|rejoinder|rebuttal)\b"
                r"(?=\W*(?:$|:|to\b|from\b|by\b|[.\[(\-\u2013]))",
                rf"{_AFTER}{_AUTHORS}(?:reply|response|rejoinder)(?: to .*)?\W*$",
            ),
        ),
        (
            "comment",
            (
                r"^\W*re ?:|^\W*(?:invited |editorial )?comment(?:s|ary)?\b(?=\W*(?:$|:|on\b|to\b|[.\[(\-\u2013]))",
                rf"{_AFTER}(?:a |an |invited |editorial )*comment(?:s|ary)?(?: on .*)?\W*$",
                rf"^\W*letter (?:to|by|re)\b|{_AFTER}(?:a )?letter(?: to the editor)?\W*$|^\W*letter ?[:.]",
                r"^\W*discussion (?:of|on)\b",
            ),
        ),
        ("editorial", (r"^\W*(?:guest )?editorial\b(?=\W*(?:$|[:.\-\u2013]))|[:.(\[\-] ?editorial\W*$",)),
        (
            "protocol",
            (
                r"\b(?:study|trial|review) protocol\b|\bprotocol (?:for|of)\b|\bprotocol\W*$|\((?:study )?protocol\)",
                r"\brationale and design\b|\bdesign and rationale\b|\bstudy design\b|\bstatistical analysis plan\b",
            ),
        ),
        (
            "summary",
            (
                r"^\W*(?:plain language )?summary ?[:.]|^\W*in brief ?[:.]",
                r"[:.(\[\-] ?(?:summary|synopsis|highlights)\W*$",
            ),
        ),
    )
)
# The announcement itself, in front of the title that it is about.
NOTICE = re.compile(
    r"^\W*(?:(?:the |author|publisher|invited |in |notice of )*'?s?'? ?)*"
    r"(?:erratum|errata|corrigend\w+|corrections?|addend\w+|retraction|withdrawal|reply|replies|response|rejoinder|re"
    r"|comment(?:s|ary)?|letter|editorial|discussion)\b(?: (?:notice|to|on|of|for|by the authors?|article))*\W*"
    r"|\W*(?:(?:study|trial) )?protocol\b(?: (?:for|of))?(?: an?)?\W*"
)
