"""The public names of `livingreview.meta` are documented and typed, and their examples give what they show."""

import doctest
import importlib
import inspect
import pkgutil
import re
import tomllib
from dataclasses import fields, is_dataclass
from importlib.resources import files
from pathlib import Path

import pytest

from livingreview import meta

ROOT = Path(__file__).parents[2]
PROJECT, PAGE = ROOT / "pyproject.toml", ROOT / "chapters" / "appendices" / "api.md"
MODULES = [importlib.import_module(f"{meta.__name__}.{module.name}") for module in pkgutil.iter_modules(meta.__path__)]
EXAMPLES = {
    example.name.removeprefix(f"{meta.__name__}."): example
    for module in MODULES
    for example in doctest.DocTestFinder().find(module)
    if example.examples
}
FUNCTIONS = {name: getattr(meta, name) for name in meta.__all__ if inspect.isfunction(getattr(meta, name))}
CLASSES = {name: getattr(meta, name) for name in meta.__all__ if inspect.isclass(getattr(meta, name))}
METHODS = {
    f"{name}.{method}": function
    for name, cls in CLASSES.items()
    for method, function in inspect.getmembers(cls, inspect.isfunction)
    if not method.startswith("_")
}
CALLABLES = FUNCTIONS | METHODS
REFUSES = re.compile(r"raise \w+Error|needed_for\(|check_\w+\(|forest\(|\.quantile\(")  # in the code of a method
HEADING = re.compile(r"^(\w+)\n-+$", re.MULTILINE)
ENTRY = re.compile(r"^(\*{0,2}\w+(?:, \w+)*)(?: : .+)?$", re.MULTILINE)


def sections(documented):
    """The sections of a numpydoc docstring, by heading."""
    parts = HEADING.split(inspect.cleandoc(documented.__doc__ or ""))
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def entries(section):
    """The names that a section of parameters or attributes describes."""
    return [name.lstrip("*") for line in ENTRY.findall(section) for name in line.split(", ")]


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_give_what_they_show(name):
    shown = []
    results = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(EXAMPLES[name], out=shown.append)
    assert results.attempted and not results.failed, "".join(shown)


@pytest.mark.parametrize("name", CALLABLES)
def test_functions_are_documented(name):
    function, described = CALLABLES[name], sections(CALLABLES[name])
    parameters = [parameter for parameter in inspect.signature(function).parameters if parameter != "self"]
    assert entries(described.get("Parameters", "")) == parameters
    assert described["Returns"].strip() and described["Examples"].strip()
    if name in FUNCTIONS:
        assert "ValueError" in described["Raises"] and described["References"].strip().startswith("- ")
    elif REFUSES.search(inspect.getsource(function)):
        assert "Error" in described["Raises"]


@pytest.mark.parametrize("name", CLASSES)
def test_classes_are_documented(name):
    described = sections(CLASSES[name])
    assert is_dataclass(CLASSES[name]) and described["Examples"].strip()
    assert sorted(entries(described["Attributes"])) == sorted(field.name for field in fields(CLASSES[name]))


@pytest.mark.parametrize("name", CALLABLES)
def test_functions_are_annotated(name):
    signature = inspect.signature(CALLABLES[name])
    bare = [p.name for p in signature.parameters.values() if p.annotation is p.empty and p.name != "self"]
    assert not bare and signature.return_annotation is not signature.empty


def test_the_package_carries_its_types():
    assert (files("livingreview") / "py.typed").is_file()
    data = tomllib.loads(PROJECT.read_text("utf-8"))["tool"]["setuptools"]["package-data"]["livingreview"]
    assert "py.typed" in data


def test_the_page_on_the_library_lists_every_public_name_once():
    blocks = re.findall(r"^```\{library\}.*?\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    listed = [name for block in blocks for name in re.findall(r"^(\w+)(?: members)?$", block, re.MULTILINE)]
    assert sorted(listed) == sorted(["meta", *meta.__all__])


def test_the_page_on_the_library_shows_every_method():
    text = PAGE.read_text("utf-8")
    with_methods = {name.partition(".")[0] for name in METHODS}
    inherited = {name for name in with_methods if CLASSES[name].__mro__[1] in CLASSES.values()}
    assert all(re.search(rf"^{name} members$", text, re.MULTILINE) for name in with_methods - inherited)
