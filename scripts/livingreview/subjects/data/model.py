"""The data for re-analysis: tidy CSV files, a Frictionless Data Package that describes them, and the bibliography."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
from pandas.api import types
from pydantic import BaseModel

from ...schema import (
    Arm,
    BackgroundValue,
    BiasItem,
    DomainJudgement,
    EfficacyRow,
    Finding,
    Group,
    Point,
    Record,
    Registration,
    SafetyRow,
    Source,
    Study,
    Trial,
    TrustJudgement,
)
from ...store import Review
from ..choices.open_table import Combination, DifferentAnalysis, analyses, specifications
from .references import REFERENCES, ris

__all__ = ["COMPUTED", "DATASETS", "OPEN_DATA", "TABLES", "describe", "open_table", "ris", "write_open_data"]

OPEN_DATA = Path("_build") / "open" / "tables"  # the folder around it is copied into the site

# Tables of the package: attribute of Review, what a row is, and the model that describes its fields.
TABLES: dict[str, tuple[str, type[BaseModel]]] = {
    "studies": ("One row per publication.", Study),
    "groups": ("One row per group of patients.", Group),
    "arms": ("One row per arm.", Arm),
    "efficacy": ("One row per efficacy value.", EfficacyRow),
    "safety": ("One row per safety value.", SafetyRow),
    "findings": ("One row per mechanistic observation.", Finding),
    "bias": ("One row per item of a risk-of-bias instrument.", BiasItem),
    "trust_judgements": ("One row per item of a tool for the trustworthiness of reports.", TrustJudgement),
    "certainty_domains": ("One row per GRADE domain of an outcome.", DomainJudgement),
    "sources": ("One row per source of a publication or trial.", Source),
    "registrations": ("One row per entry of a trial register on an included study.", Registration),
    "trials": ("One row per registered trial.", Trial),
    "context": ("One row per background value: context, never pooled.", BackgroundValue),
    "points": ("One row per background point.", Point),
    "records": ("One row per record of the screening log.", Record),
}
# Tables of the package that are computed: what a row is, the model that describes its fields, and what computes it.
COMPUTED: dict[str, tuple[str, type[BaseModel], Callable[[Review], pd.DataFrame]]] = {
    "analyses": ("One row per analysis that choices of a pool lead to.", DifferentAnalysis, analyses),
    "specifications": ("One row per combination of the choices of a pool.", Combination, specifications),
}
# Tables of tens of thousands of rows that repeat each other: compressed, they are a thirtieth as large.
PACKED = frozenset({"specifications"})
EPOCH = (1980, 1, 1, 0, 0, 0)  # of files in archives, so that the same table gives the same bytes


def file_of(name: str) -> str:
    """The file of a table. R and pandas read packed ones as they are; for a spreadsheet they are unpacked."""
    return f"{name}.csv.zip" if name in PACKED else f"{name}.csv"


# Every file that `write_open_data` writes.
DATASETS = (*map(file_of, (*TABLES, *COMPUTED)), "datapackage.json", *REFERENCES)
# Columns that the tables add to the fields of their model.
ADDED = {
    "study": "Key of the publication: its file in data/ and its entry in the bibliography.",
    "row": "Position in the study's file, from 0.",
    "label": "Short name in figures and tables.",
    "year": "Year of publication.",
    "age": "Age group of the patients.",
    "line": "Phase or line of the disease.",
    "enrolled": "Patients in the study.",
    "clinical": "Whether it reports patients whom the review asks about.",
    "cohort": "Which patients these are: reports of one cohort share it.",
    "access": "Access level: the fullest source of the publication that was read.",
    "extracted_by": "Role of the person who extracted the values.",
    "checked_by": "Role of a second person who compared them with the source; empty: not done.",
    "item": "Item of the instrument or tool.",
    "rated": "Outcome whose certainty was rated.",
    "domain": "Domain of GRADE.",
    "source_kind": "Kind of the source of the value.",
    "unit_label": "The unit as printed in the book.",
    "part": "What the finding is about: the defect, the treatment, its class, a genetic study, or context.",
    "direct": "Whether it is about the condition under review itself.",
    "chapter": "Chapter of the book that shows the finding.",
}
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet runs what begins with these as a formula
QUOTED = (*FORMULA, "'")  # also what begins with the mark itself, so that one mark can be taken off without a doubt
QUOTE_NOTE = (
    "A text that begins with one of = + - @ ', a tab or a carriage return has one ' put before it, so that no "
    "spreadsheet runs it as a formula. To read a text back, take one ' off the start of each text that begins with '. "
    "Lines within a text end with a line feed."
)


def write_open_data(review: Review, folder: Path) -> list[Path]:
    """Write every table, datapackage.json and the bibliography into `folder`; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    resources, files = [], []
    for name in (*TABLES, *COMPUTED):
        title, model, rows = open_table(review, name)
        frame = _flat(rows)
        file = folder / file_of(name)
        file.write_bytes(_packed(name, frame.to_csv(index=False, lineterminator="\n").encode()))
        resources.append(_resource(name, title, frame, model))
        files.append(file)
    config = review.config
    package = {
        "name": "living-review",
        "title": config.title,
        "description": QUOTE_NOTE,
        "version": config.version,
        "created": f"{config.date}T00:00:00Z",
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "resources": resources,
    }
    texts = {
        "datapackage.json": json.dumps(package, indent=1, ensure_ascii=False) + "\n",
        **{name: write(review.bibliography.values()) for name, write in REFERENCES.items()},
    }
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
        files.append(folder / name)
    return files


def open_table(review: Review, name: str) -> tuple[str, type[BaseModel], pd.DataFrame]:
    """A table of the package: what a row is, the model that describes its fields, and the rows."""
    if name in COMPUTED:
        title, model, compute = COMPUTED[name]
        return title, model, compute(review)
    title, model = TABLES[name]
    return title, model, getattr(review, name)


def _packed(name: str, table: bytes) -> bytes:
    """The bytes of the file of a table."""
    if name not in PACKED:
        return table
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo(f"{name}.csv", EPOCH), table, zipfile.ZIP_DEFLATED, 9)
    return packed.getvalue()


def _flat(frame: pd.DataFrame) -> pd.DataFrame:
    """Lists and spans as text, and text that a spreadsheet would run as a formula made harmless by a quote mark."""

    def cell(value: Any) -> Any:
        if isinstance(value, dict):
            value = " ".join(f"{key}={part}" for key, part in value.items() if part is not None)
        elif isinstance(value, (list, tuple)):
            value = "; ".join(
                json.dumps(part, ensure_ascii=False) if isinstance(part, dict) else str(part) for part in value
            )
        if isinstance(value, str):
            value = re.sub("\r\n?", "\n", value)  # a carriage return alone would end the row for many programs
            return f"'{value}" if value.startswith(QUOTED) else value
        return value

    frame = frame.copy()
    for column in frame:
        if not (types.is_numeric_dtype(frame[column]) or types.is_bool_dtype(frame[column])):
            frame[column] = frame[column].map(cell, na_action="ignore")
    return frame


def _resource(name: str, title: str, frame: pd.DataFrame, model: type[BaseModel]) -> dict[str, Any]:
    return {
        "name": name,
        "title": title,
        "path": file_of(name),
        **({"compression": "zip", "innerpath": f"{name}.csv"} if name in PACKED else {}),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [
                {"name": column, "type": _type(frame[column]), "description": describe(column, model)}
                for column in map(str, frame.columns)
            ],
            "missingValues": [""],
        },
    }


def _type(column: pd.Series) -> str:
    if types.is_bool_dtype(column):
        return "boolean"
    if types.is_integer_dtype(column):
        return "integer"
    return "number" if types.is_numeric_dtype(column) and column.notna().any() else "string"


def describe(column: str, model: type[BaseModel]) -> str:
    """What a column means: the description of the model's field, or of the column that the table adds."""
    field = model.model_fields.get(column)
    if field is not None and field.description:
        return field.description
    return ADDED[column]
