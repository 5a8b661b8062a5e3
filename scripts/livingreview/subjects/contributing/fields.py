"""Tables of fields and terms for those who fill in a file: what the schema says, and nothing else."""

from __future__ import annotations

from pydantic import BaseModel

from ...render.table import Table, explained, plain
from ...schema import (
    Arm,
    BiasItem,
    DomainJudgement,
    EfficacyRow,
    Finding,
    Group,
    Reading,
    Record,
    SafetyRow,
    Source,
    Study,
    Term,
    TrustJudgement,
    about,
    nearest,
    terms_of,
)
from ...schema.patients import Cohort, Overlap, Population
from ...schema.values import Extraction
from ...store import Review

# Blocks of files, as cells name them.
BLOCKS: dict[str, type[BaseModel]] = {
    "study": Study,
    "source": Source,
    "extraction": Extraction,
    "cohort": Cohort,
    "overlap": Overlap,
    "population": Population,
    "group": Group,
    "arm": Arm,
    "efficacy": EfficacyRow,
    "safety": SafetyRow,
    "reading": Reading,
    "finding": Finding,
    "bias": BiasItem,
    "record": Record,
    "domain": DomainJudgement,
    "trust": TrustJudgement,
}


def block(name: str) -> type[BaseModel]:
    """The model of a block. Raises KeyError, with the names that exist, for an unknown one."""
    if name not in BLOCKS:
        raise KeyError(f"{name!r} is not a block. {nearest(name, list(BLOCKS), 30)}")
    return BLOCKS[name]


def fields(name: str) -> Table:
    """Every field of a block, and what goes into it; those in bold letters must be there."""
    model = block(name)
    rows = [
        [f"**`{field}`**" if info.is_required() else f"`{field}`", explained(about(model, field))]
        for field, info in model.model_fields.items()
    ]
    needed = any(info.is_required() for info in model.model_fields.values())
    said = "; those in bold letters are always needed" if needed else "; each may be left out"
    caption = f"Fields of the block `{name}`{said}."
    return Table(f"block-{name}", caption, ["Field", "What goes into it"], rows, [24, 76], stacked=True)


def terms(review: Review, *names: str) -> Table:
    """Fields that take a term, such as `group.role`: what each asks, and its terms with their meaning.

    Raises KeyError for an unknown field, and ValueError for one that takes no term.
    """
    asked, rows = [], []
    for name in names:
        owner, _, field = name.partition(".")
        model = block(owner)
        if field not in model.model_fields:
            raise KeyError(f"{owner} has no field {field!r}. {nearest(field, list(model.model_fields), 30)}")
        allowed = terms_of(model, field, review.vocabulary)
        if not allowed:
            raise ValueError(f"{name} takes no term, or its vocabulary is empty.")
        asked.append(f"`{name}`: {explained(about(model, field))}")
        rows += [[f"`{name}`", f"`{term}`", explained(meaning)] for term, meaning in allowed.items()]
    named = "-".join(names).replace(".", "-").replace("_", "-")
    return Table(f"terms-{named}", " ".join(asked), ["Field", "Term", "Meaning"], rows, [22, 24, 54], stacked=True)


def defined(name: str, caption: str, *vocabularies: type[Term]) -> Table:
    """Terms of the engine with their definitions, whichever field takes them."""
    rows = [[plain(term.label), explained(term.definition)] for vocabulary in vocabularies for term in vocabulary]
    return Table(name, caption, ["Term", "Meaning"], rows, [26, 74])
