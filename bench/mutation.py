"""How many small faults put into the engine the tests notice: mutation tests of a random sample.

    python bench/mutation.py map TESTS ...             # which test executes which line; renew it after changes
    python bench/mutation.py run SEED SIZE PART ...    # parts: subjects/pools, wording.py, "subjects/*/plot.py", ...

It needs the packages of the tests, and `mutmut==3.8.1` and `coverage==7.17.5`, which are not in the lock files: put
them into an environment of their own.

Mutants are those of mutmut's operators, drawn at random from all of a part. Four departures: functions with decorators
and constants of modules are mutated too; a string is changed in one way, not three; types, `TypeVar`, `cast` and
`len(...)` are left alone; and tests run in forks of one process that has imported everything, because a new process
for each mutant takes ten times as long. A fork replaces the code of the functions of one module, then runs
the tests that execute the changed statement, then the other tests of their files, the quickest first, until one fails.

Left out are tests that are marked slow, site or pdf, those of the live data, and those that start a new process, which
would not see the mutant: the score is at worst too low. Maps and results are kept in `_build/mutation`; what was
found is in bench/results/mutation.md.
"""

from __future__ import annotations

import ast
import gc
import json
import os
import random
import shutil
import signal
import sys
import time
import types
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import unified_diff
from itertools import zip_longest
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("MPLBACKEND", "agg")
ROOT = Path(__file__).parents[1]
ENGINE = ROOT / "scripts" / "livingreview"
sys.path[0] = str(ROOT / "scripts")  # instead of this folder, whose coverage.py is another

import libcst as cst  # noqa: E402
import pytest  # noqa: E402
from coverage import Coverage  # noqa: E402
from libcst.metadata import MetadataWrapper, PositionProvider  # noqa: E402
from mutmut.mutation.mutators import mutation_operators  # noqa: E402
from scipy.stats import binomtest  # noqa: E402

WORK = ROOT / "_build" / "mutation"
MAP = WORK / "map.json"
AT_ONCE = int(os.environ.get("MUTATION_JOBS", "2"))
AT_MOST = 12.0  # CPU seconds of tests for one mutant
FILE_NAME = str.maketrans("/*[]", "-_()")  # of a part: the signs that a file name should not have
UNTOUCHED = {"len", "isinstance", "TypeVar", "ParamSpec", "cast", "NewType"}


# What to mutate


@dataclass(frozen=True)
class Mutant:
    """One changed place; `file` is relative to the engine, `diff` the changed lines."""

    file: str
    line: int
    diff: str
    source: str


class Places(cst.CSTVisitor):
    """Every (old node, new node, line) of a module."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        self.found: list[tuple[cst.CSTNode, cst.CSTNode, int]] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.Annotation | cst.Decorator | cst.Import | cst.ImportFrom):
            return False
        if isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value in UNTOUCHED:
            return False
        if isinstance(node, cst.Expr) and isinstance(node.value, cst.BaseString):
            return False
        position = self.get_metadata(PositionProvider, node, None)
        if position is None:
            return True
        for kind, operator in mutation_operators:
            if isinstance(node, kind):
                new = list(operator(node))
                new = new[:1] if isinstance(node, cst.BaseString) else new
                self.found += [(node, each, position.start.line) for each in new]
        return True


def places(file: Path) -> tuple[cst.Module, list[tuple[cst.CSTNode, cst.CSTNode, int]]]:
    wrapper = MetadataWrapper(cst.parse_module(file.read_text("utf-8")))
    visitor = Places()
    wrapper.visit(visitor)
    return wrapper.module, visitor.found


class Replaced(cst.CSTTransformer):
    """A tree with one node replaced; `deep_replace` of libcst copies equal nodes too."""

    def __init__(self, old: cst.CSTNode, new: cst.CSTNode) -> None:
        self.old, self.new = old, new

    def on_visit(self, node: cst.CSTNode) -> bool:
        return node is not self.old

    def on_leave(self, original: cst.CSTNode, updated: cst.CSTNode) -> cst.CSTNode:  # type: ignore[override]
        return self.new if original is self.old else updated


def sample(part: str, seed: str, size: int) -> tuple[list[Mutant], int]:
    """Mutants of a part of the engine, drawn at random, and the number of all."""
    at = ENGINE / part
    files = sorted(at.rglob("*.py") if at.is_dir() else ENGINE.glob(part))
    every = []
    for file in files:
        module, found = places(file)
        every += [(file, module, *each) for each in found]
    drawn = random.Random(f"{seed} {part}").sample(every, min(size, len(every)))
    mutants = []
    for file, module, old, new, line in drawn:
        source = module.visit(Replaced(old, new)).code
        changed = unified_diff(module.code.splitlines(), source.splitlines(), lineterm="", n=0)
        diff = "\n".join(each for each in changed if not each.startswith(("---", "+++", "@@")))
        mutants.append(Mutant(str(file.relative_to(ENGINE)), line, diff, source))
    return mutants, len(every)


# How a mutant gets into the modules of a process


def functions(thing: object) -> Iterator[types.FunctionType]:
    """The plain functions behind a function, method, property or decorated function."""
    for name in ("fget", "func", "__func__", "__wrapped__"):
        inner = getattr(thing, name, None)
        if callable(inner):
            yield from functions(inner)
            return
    if isinstance(thing, types.FunctionType):
        yield thing


def pairs(old: dict, new: dict, module: str) -> Iterator[tuple[types.FunctionType, types.FunctionType]]:
    for name, thing in new.items():
        if isinstance(thing, type) and thing.__module__ == module and isinstance(old.get(name), type):
            yield from pairs(dict(vars(old[name])), dict(vars(thing)), module)
        else:
            for before, after in zip(functions(old.get(name)), functions(thing), strict=False):
                if after.__module__ == module:
                    yield before, after


def statement(source: str, line: int) -> tuple[ast.stmt, list[ast.stmt]]:
    """The innermost statement at a line, and those around it."""
    around: list[ast.stmt] = []
    body = ast.parse(source).body
    while True:
        here = next((s for s in body if first_line(s) <= line <= (s.end_lineno or s.lineno)), None)
        if here is None:
            return around[-1], around[:-1]
        around.append(here)
        body = list(inside(here))


def inside(node: ast.AST) -> Iterator[ast.stmt]:
    """The outermost statements within a node."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            yield child
        else:
            yield from inside(child)


def first_line(node: ast.stmt) -> int:
    return min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))])


def put_in(mutant: Mutant) -> bool:
    """Whether the mutant changed anything that this process has loaded."""
    name = "livingreview." + mutant.file.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
    module = sys.modules[name]
    file = str(ENGINE / mutant.file)
    before = (ENGINE / mutant.file).read_text("utf-8")
    fresh = types.ModuleType(name)
    fresh.__dict__.update(
        {k: module.__dict__[k] for k in ("__file__", "__package__", "__spec__", "__path__") if k in module.__dict__}
    )
    exec(compile(mutant.source, file, "exec", dont_inherit=True), fresh.__dict__)
    changed = False
    for old, new in pairs(vars(module), vars(fresh), name):
        if old.__code__.co_freevars != new.__code__.co_freevars or old.__code__.co_filename != file:
            if old.__defaults__ != new.__defaults__:
                old.__defaults__, changed = new.__defaults__, True
            continue
        same = old.__code__ == new.__code__ and repr((old.__defaults__, old.__kwdefaults__)) == repr(
            (new.__defaults__, new.__kwdefaults__)
        )
        if not same:
            old.__code__, old.__defaults__, old.__kwdefaults__ = new.__code__, new.__defaults__, new.__kwdefaults__
            changed = True
    here, around = statement(before, mutant.line)
    if any(isinstance(s, ast.FunctionDef) for s in [*around, here]):
        return changed
    owner: object = module
    source: object = fresh
    for each in around:
        if isinstance(each, ast.ClassDef):
            owner, source = getattr(owner, each.name), getattr(source, each.name)
    for target in [n.id for n in ast.walk(here) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]:
        if not hasattr(owner, target) or not hasattr(source, target):
            continue
        old, new = getattr(owner, target), getattr(source, target)
        setattr(owner, target, new)
        changed = True
        for other in list(sys.modules.values()) if owner is module else []:
            if getattr(other, target, None) is old and getattr(other, "__name__", "").split(".")[0] != "builtins":
                setattr(other, target, new)
    return changed


# Which tests to run


class Session:
    """Plugin of pytest: forks instead of a run of all tests."""

    def __init__(self, then: Callable[[Session], None]) -> None:
        self.then = then
        self.failed = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed = report.nodeid

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.items = {item.nodeid: item for item in session.items}
        self.factory = session.config._tmp_path_factory  # type: ignore[attr-defined]
        self.warm()
        self.then(self)
        return True

    def warm(self) -> None:
        """Load the invented review once: no part below `evidence` is mutated."""
        names = [item for item in self.items.values() if {"review"} <= set(item.fixturenames)]
        wanted = next((item for item in names if "book" not in item.fixturenames), None)
        others = [item for item in self.items.values() if wanted and item.path.parent != wanted.path.parent]
        if wanted is None or not others:  # so that nothing but the session is set up when it ends
            return
        test, wanted.obj, after = wanted.obj, lambda **_: None, others[0]
        wanted.ihook.pytest_runtest_protocol(item=wanted, nextitem=after)
        wanted.obj = test
        assert not self.failed, self.failed

    def run(self, items: list[pytest.Item], each: Callable[[pytest.Item], None] = lambda item: None) -> str:
        """The name of the first test that fails, or nothing."""
        self.failed = ""
        for item, after in zip_longest(items, items[1:]):
            each(item)
            item.ihook.pytest_runtest_protocol(item=item, nextitem=after)
            if self.failed:
                break
        return self.failed

    def fork(self, jobs: dict[str, Callable[[], object]], done: Callable[[str, object], None]) -> None:
        """Do each job in a fork of its own, some at once; `done` gets what it gave."""
        waiting, running = list(jobs), {}
        gc.freeze()  # forks share what is there
        while waiting or running:
            while waiting and len(running) < AT_ONCE:
                name = waiting.pop(0)
                folder = WORK / "tmp" / str(abs(hash(name)))
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir(parents=True)
                pid = os.fork()
                if pid == 0:
                    self.child(jobs[name], folder)
                running[pid] = (name, folder)
            pid, status = os.wait()
            name, folder = running.pop(pid)
            answer = folder / "answer.json"
            given = json.loads(answer.read_text()) if answer.exists() else {"died": status}
            shutil.rmtree(folder, ignore_errors=True)
            done(name, given)

    def child(self, job: Callable[[], object], folder: Path) -> None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        if not os.environ.get("MUTATION_DEBUG"):
            os.dup2(nowhere, 2)
        base = folder / "tests"
        base.mkdir()
        self.factory._basetemp = base

        def give(answer: object) -> None:
            (folder / "answer.json").write_text(json.dumps(answer))
            os._exit(0)

        signal.signal(signal.SIGPROF, lambda *_: give({"by": "CPU time"}))
        try:
            give(job())
        except BaseException as problem:
            give({"error": f"{type(problem).__name__}: {problem}"[:500]})


def pytest_with(then: Callable[[Session], None], tests: Iterable[str]) -> None:
    os.chdir(ROOT)
    options = ["-q", "-s", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not slow and not site and not pdf"]
    code = pytest.main([*options, "-o", "addopts=--strict-markers", *tests], plugins=[Session(then)])
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        sys.exit(f"pytest ended with {code!r}")


def read_map() -> dict[str, dict]:
    """By file of tests: CPU seconds by test, and by module and line the tests that execute it."""
    return json.loads(MAP.read_text()) if MAP.exists() else {}


def make_map(session: Session) -> None:
    """Which test executes which lines, and how much CPU time it takes."""
    files: dict[str, list[pytest.Item]] = {}
    for name, item in session.items.items():
        files.setdefault(name.partition("::")[0], []).append(item)

    def one(items: list[pytest.Item]) -> object:
        watch = Coverage(data_file=None, include=[f"{ENGINE}/*"], branch=False)
        watch.start()
        clock: list[tuple[str, float]] = []

        def each(item: pytest.Item) -> None:
            watch.switch_context(item.nodeid)
            clock.append((item.nodeid, time.process_time()))

        failed = session.run(items, each)
        watch.stop()
        ends = [*(at for _, at in clock[1:]), time.process_time()]
        data = watch.get_data()
        lines = {
            str(Path(file).relative_to(ENGINE)): {
                str(line): [name for name in names if name] for line, names in data.contexts_by_lineno(file).items()
            }
            for file in data.measured_files()
        }
        seconds = {name: end - start for (name, start), end in zip(clock, ends, strict=True)}
        return {"failed": failed, "lines": lines, "seconds": seconds}

    def done(name: str, given: dict) -> None:
        if given.get("failed") or "lines" not in given:
            print("not used:", name, given.get("failed") or given, flush=True)
            return
        found = read_map() | {name: {"seconds": given["seconds"], "lines": given["lines"]}}
        MAP.with_suffix(".new").write_text(json.dumps(found))
        MAP.with_suffix(".new").replace(MAP)
        print(f"{sum(given['seconds'].values()):6.1f} s  {name}", flush=True)

    session.fork({name: lambda items=items: one(items) for name, items in files.items()}, done)


def lines_about(mutant: Mutant, executed: set[int]) -> set[int]:
    """The lines whose tests are asked: of the statement; of a default, the function; of a constant, where it is used.

    `executed` are all lines of the module that a test executes: those for a constant that other modules use.
    """
    source = (ENGINE / mutant.file).read_text("utf-8")
    here, around = statement(source, mutant.line)
    last = here.end_lineno or here.lineno
    if isinstance(here, ast.FunctionDef):
        return set(range(here.lineno, last + 1))
    if any(isinstance(each, ast.FunctionDef) for each in around):
        inner = [each.lineno for each in getattr(here, "body", [])]
        return set(range(here.lineno, max(here.lineno, min(inner) - 1) + 1 if inner else last + 1))
    names = [node for node in ast.walk(here) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    given = {node.id for node in names}
    used = {n.lineno for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Name) and n.id in given}
    return used


def chosen(mutant: Mutant, known: dict, items: dict[str, pytest.Item]) -> list[pytest.Item]:
    """Tests for a mutant: those that execute its statement, then the others of their files, each quickest first.

    The others matter where a fixture of several tests executes the statement: it is on the map of the first of them.

    Where no test is known to execute it, as when the map is older than the module: those of the module.
    """
    executed = {int(line) for tests in known.values() for line in tests["lines"].get(mutant.file, {})}
    wanted = {str(line) for line in lines_about(mutant, executed) & executed or executed}
    seconds, names = {}, set()
    for tests in known.values():
        lines = tests["lines"].get(mutant.file, {})
        found = {n for line, ns in lines.items() if line in wanted for n in ns} & set(items)
        if found:
            names |= found
            seconds |= tests["seconds"]
    first = sorted(names, key=lambda name: (seconds[name], name))
    others = [name for name in seconds if name in items and name not in names]
    rest = sorted(others, key=lambda name: (seconds[name], name))
    kept, total = [], 0.0
    for name in [*first, *rest]:
        if total + seconds[name] <= AT_MOST:
            kept.append(items[name])
            total += seconds[name]
    return kept


def run(session: Session, seed: str, size: int, parts: list[str]) -> None:
    """Try the mutants of a sample; those that an earlier run of it found noticed are not tried again."""
    known = read_map()
    usual = {name: seconds for tests in known.values() for name, seconds in tests["seconds"].items()}
    for part in parts:
        mutants, all_of_them = sample(part, seed, size)
        kept = WORK / f"{part.translate(FILE_NAME).removesuffix('.py')}-{seed}.json"
        results: dict[str, dict] = json.loads(kept.read_text()) if kept.exists() else {}

        def one(mutant: Mutant) -> object:
            items = chosen(mutant, known, session.items)
            try:
                if not put_in(mutant):
                    return {"error": "not put in"}
            except Exception as problem:
                return {"by": f"import: {problem}"}
            signal.setitimer(signal.ITIMER_PROF, 3 * sum(usual[item.nodeid] for item in items) + 20)
            return {"by": session.run(items), "tests": len(items)}

        def done(name: str, given: dict, kept=kept, mutants=mutants, results=results) -> None:
            mutant = mutants[int(name)]
            results[name] = {"file": mutant.file, "line": mutant.line, "diff": mutant.diff, **given}
            kept.write_text(json.dumps(results, indent=1))
            if not given.get("by"):
                print(f"{name} {mutant.file}:{mutant.line} {given}\n{mutant.diff}\n", flush=True)

        again = [i for i in range(len(mutants)) if not results.get(str(i), {}).get("by")]
        session.fork({str(i): lambda m=mutants[i]: one(m) for i in again}, done)
        tried = [r for r in results.values() if "by" in r]
        if tried:
            noticed = sum(bool(r["by"]) for r in tried)
            low, high = binomtest(noticed, len(tried)).proportion_ci(method="wilson")
            print(
                f"{part}, seed {seed}: {noticed} of {len(tried)} noticed ({noticed / len(tried):.0%}, "
                f"95% CI {low:.0%} to {high:.0%}), of {all_of_them:,} mutants; "
                f"{len(results) - len(tried)} could not be tried.",
                flush=True,
            )


def main() -> None:
    WORK.mkdir(parents=True, exist_ok=True)
    match sys.argv[1:]:
        case ["map", *tests] if tests:
            pytest_with(make_map, tests)
        case ["run", seed, size, *parts] if parts:
            pytest_with(lambda session: run(session, seed, int(size), parts), read_map())
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
