"""Pairs worth comparing from splink, on DuckDB or Spark, for more records than one process holds.

The engine does what grows fastest, blocking and scoring, with the settings of model.json; the pairs that it returns are
decided by the same rules as always:

    from splink.backends.duckdb import DuckDBAPI
    found = deduplicate(references, candidates=candidates(references, DuckDBAPI("records.duckdb")))

On a cluster, pass `SparkAPI(spark_session=spark)` of `splink.backends.spark` (docs/engine.md has the whole call). Needs
the extra `scale` (splink, DuckDB). The model file reads columns by names without quotation marks, for both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..reference import Reference
from .blocking import LARGEST, hashed, keys
from .prepared import Prepared, prepare
from .scoring import settings

LEAST = 6.0  # bits: pairs below are not returned
CHUNK = 100_000  # rows that are handed over at once


def row(record: Prepared) -> dict[str, Any]:
    """A record in the columns that the comparisons of the model read; what is missing is None."""
    return {
        "key": record.key,
        "title": record.title or None,
        "first": record.first or None,
        "year": record.year or None,
        "journal": "".join(word[0] for word in record.journal) or None,
        "volume": record.issue.volume or None,
        "issue": record.issue.issue or None,
        "page": record.pages.first or None,
        "doi": record.doi or None,
        "pmid": record.pmid or None,
    }


def candidates(references: Sequence[Reference], engine: Any, least: float = LEAST) -> Iterator[tuple[str, str]]:
    """Keys of pairs with at least `least` bits of evidence, found and scored by a splink engine (`DuckDBAPI` ...).

    Keys of blocks that more than `LARGEST` records have are left out, so that the work does not grow with the square.
    """
    import pyarrow as pa
    from splink import Linker

    table = _bounded(pa.concat_tables(_tables(references, pa)), pa)
    model = {**settings(), "sql_dialect": engine.sql_dialect.sql_dialect_str}
    linker = Linker(engine.register(table), model, log_level="WARNING", validate_settings=False)
    predicted = linker.inference.predict(threshold_match_weight=least - _prior_weight(model))
    for batch in predicted.as_pyarrow_table().select(["key_l", "key_r"]).to_batches():
        yield from zip(batch.column(0).to_pylist(), batch.column(1).to_pylist(), strict=True)


def _prior_weight(model: dict[str, Any]) -> float:
    """What splink adds to the weights of the fields, with the sign changed: the prior odds of two records."""
    import math

    prior = model["probability_two_random_records_match"]
    return -math.log2(prior / (1 - prior))


def _tables(references: Sequence[Reference], pa: Any) -> Iterator[Any]:
    for start in range(0, len(references), CHUNK):
        records = [prepare(one) for one in references[start : start + CHUNK]]
        rows = [{**row(record), "blocks": sorted({hashed(key) for key in keys(record)})} for record in records]
        yield pa.Table.from_pylist(rows, schema=_schema(pa))


def _bounded(table: Any, pa: Any) -> Any:
    """The table without blocks of one record or of more than `LARGEST`."""
    import numpy as np

    lists = table["blocks"].combine_chunks()
    blocks, offsets = lists.flatten().to_numpy(), lists.offsets.to_numpy()
    _, which, sizes = np.unique(blocks, return_inverse=True, return_counts=True)
    kept = (sizes > 1) & (sizes <= LARGEST)
    kept = kept[which]
    before = np.concatenate(([0], np.cumsum(kept)))
    bounded = pa.ListArray.from_arrays(pa.array(before[offsets], pa.int32()), pa.array(blocks[kept]))
    return table.set_column(table.schema.get_field_index("blocks"), "blocks", bounded)


def _schema(pa: Any) -> Any:
    texts = ("key", "title", "first", "journal", "volume", "issue", "page", "doi", "pmid")
    return pa.schema([*((name, pa.string()) for name in texts), ("year", pa.int32()), ("blocks", pa.list_(pa.int64()))])
