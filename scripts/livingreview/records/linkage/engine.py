"""Pairs worth comparing from splink, on DuckDB or Spark, for more records than one process holds.

The engine does what grows fastest, blocking and scoring, with the settings of model.json; the pairs that it returns are
decided by the same rules as always:

    from splink.backends.duckdb import DuckDBAPI
    found = deduplicate(references, candidates=candidates(references, DuckDBAPI("records.duckdb")))

On a cluster, pass `SparkAPI(spark_session=spark)` of `splink.backends.spark`. Needs the extra `scale` (splink, DuckDB).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
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

    sizes = Counter(code for one in references for code in {hashed(key) for key in keys(prepare(one))})
    table = pa.concat_tables(_tables(references, sizes, pa))
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


def _tables(references: Sequence[Reference], sizes: Counter[int], pa: Any) -> Iterable[Any]:
    for start in range(0, len(references), CHUNK):
        rows = []
        for one in references[start : start + CHUNK]:
            record = prepare(one)
            blocks = sorted({code for code in map(hashed, keys(record)) if 1 < sizes[code] <= LARGEST})
            rows.append({**row(record), "blocks": blocks})
        yield pa.Table.from_pylist(rows, schema=_schema(pa))


def _schema(pa: Any) -> Any:
    texts = ("key", "title", "first", "journal", "volume", "issue", "page", "doi", "pmid")
    return pa.schema([*((name, pa.string()) for name in texts), ("year", pa.int32()), ("blocks", pa.list_(pa.int64()))])
