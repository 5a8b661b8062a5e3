"""Runs a search in a process that is killed at one of its steps: `stopped.py ROOT SERVICE ADDRESS STEP`.

Steps are requests and everything that lasts: files synchronised, moved and deleted, each before and after. Without a
kill, the number of steps is printed.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from livingreview.search.clinicaltrials import ClinicalTrials
from livingreview.search.europepmc import EuropePMC
from livingreview.search.http import Http
from livingreview.search.openalex import OpenAlex
from livingreview.search.plan import wishes
from livingreview.search.pubmed import PubMed
from livingreview.search.runs import run_all
from livingreview.store.reading import read_config
from livingreview.store.searches import read_searches

root, name, address, step = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
CLIENTS = {"pubmed": PubMed, "europepmc": EuropePMC, "clinicaltrials": ClinicalTrials, "openalex": OpenAlex}
passed = 0


def count() -> None:
    global passed
    passed += 1
    if passed == step:
        os.kill(os.getpid(), signal.SIGKILL)


def counted(function):
    def with_steps(*args, **kwargs):
        count()
        found = function(*args, **kwargs)
        count()
        return found

    return with_steps


for call in ("fsync", "replace", "unlink"):
    setattr(os, call, counted(getattr(os, call)))
Http._answer = counted(Http._answer)  # type: ignore[method-assign]

run_all(
    root,
    wishes(read_config(root).searches, read_searches(root)[0].runs.rows, source=name, full=True),
    lambda name: CLIENTS[name](Http(name, address, per_second=10_000), page=4),
    role="information specialist 1",
    now=datetime(2024, 6, 1, 12, tzinfo=UTC),
    tell=lambda wish, outcome: None,
)
print(passed)
