"""Commands of the gate: what its workflows call. An editor can call all but `comment` and `propose` by hand."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ..store import DataError, find_root
from ..store.problems import one_line
from ..wording import count
from .command import Command, Group
from .problems import form_of_problems, show_problems

if TYPE_CHECKING:
    from ..contributing.gate.github import GitHub


def tree(args: argparse.Namespace) -> int:
    """Look at the files that git holds: links, large files, and names that could mislead."""
    from ..contributing.gate.tree import tree_problems

    found = list(tree_problems(find_root(args.root)))
    if found:
        raise DataError(found)
    print("The files are in order.")
    return 0


def report(args: argparse.Namespace) -> int:
    """Check the data, compare them with OLD, and write both as data into a file. Ends with 1 if the data are faulty."""
    from ..contributing.gate.gathering import gather
    from ..store.tables import write_whole

    found, problems = gather(args.root, args.old)
    write_whole(args.into, found.model_dump_json(indent=1) + "\n")
    print(f"wrote {args.into}", file=sys.stderr)
    if problems:
        show_problems(problems, args.problems_as)
    return 1 if problems else 0


def pages(args: argparse.Namespace) -> int:
    """Compare two built sites as text, without numbers of citations and figures, and write the pages that differ."""
    from ..contributing.gate.pages import compare_sites
    from ..contributing.gate.pictures import take_pictures
    from ..store.tables import write_whole

    found = compare_sites(args.old, args.new)
    if args.pictures is not None:
        found = take_pictures(found, args.old, args.new, args.pictures)
    write_whole(args.into, found.model_dump_json(indent=1) + "\n")
    print(f"wrote {args.into}: {count(len(found.pages) + found.left_out, 'page')} with another text", file=sys.stderr)
    return 0


def show(args: argparse.Namespace) -> int:
    """Print the comment that stored files would give, as Markdown."""
    from ..contributing.gate.comment import Facts, comment
    from ..contributing.gate.material import Gathered, Pages, Unreadable, read
    from ..store import Problem

    try:
        gathered = read(Gathered, args.gathered.read_bytes())
        pages = read(Pages, args.pages.read_bytes()) if args.pages is not None else ""
    except (OSError, Unreadable) as error:
        raise DataError([Problem(str(args.gathered), 0, "", f"cannot be shown: {error}.")]) from None
    print(comment(Facts(gathered.head, gathered, pages)), end="")
    return 0


def attach(args: argparse.Namespace) -> int:
    """Copy what a release holds into a folder: the papers, what a journal asks for, and the site as an archive."""
    from ..contributing.gate.attaching import attach as gather

    for file in gather(find_root(args.root), args.into):
        print(f"wrote {file}")
    return 0


def propose(args: argparse.Namespace) -> int:
    """Commit what is different to a branch of its own and open a pull request, in a workflow of the main branch."""
    from ..contributing.gate.github import Refused
    from ..contributing.gate.proposing import propose as open_one

    try:
        root, token = find_root(args.root), os.environ["GH_TOKEN"]
        print(open_one(root, args.title, args.branch, args.paths, args.say, _github(), token))
    except Refused as error:
        print(one_line(str(error)), file=sys.stderr)
        return 1
    return 0


def comment(args: argparse.Namespace) -> int:
    """Write the comment on the pull request whose run has ended, as GitHub's environment names it."""
    from ..contributing.gate.github import Refused
    from ..contributing.gate.posting import WorkflowRun, post

    event = json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text("utf-8"))
    try:
        print(one_line(post(WorkflowRun.model_validate(event["workflow_run"]), _github())))
    except Refused as error:
        print(one_line(str(error)), file=sys.stderr)
        return 1
    return 0


def _github() -> GitHub:
    """GitHub, as the environment of a workflow names it."""
    from ..contributing.gate.github import API, GitHub

    return GitHub(os.environ["GITHUB_REPOSITORY"], os.environ["GH_TOKEN"], os.environ.get("GITHUB_API_URL", API))


def _folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--into", type=Path, required=True, metavar="FOLDER", help="folder to write into")


def _proposal(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("title", help="title of the commit and of the pull request; the day is added")
    parser.add_argument("--branch", required=True, help="beginning of the name of the branch")
    parser.add_argument("--paths", nargs="+", required=True, help="files and folders whose changes are committed")
    parser.add_argument("--say", nargs="*", type=Path, default=[], metavar="FILE", help="texts to quote as description")


def _old(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("old", help="revision of git to compare with, such as HEAD^1")
    parser.add_argument("--into", type=Path, required=True, metavar="FILE", help="file to write, such as gate.json")
    form_of_problems(parser)


def _sites(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("old", type=Path, help="folder of the earlier site")
    parser.add_argument("new", type=Path, help="folder of the site now")
    parser.add_argument("--into", type=Path, required=True, metavar="FILE", help="file to write, such as pages.json")
    parser.add_argument("--pictures", type=Path, metavar="FOLDER", help="take pictures of the first of them")


def _stored(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("gathered", type=Path, metavar="GATE", help="what `review gate report` wrote")
    parser.add_argument("pages", type=Path, nargs="?", metavar="PAGES", help="what `review gate pages` wrote")


COMMANDS = (
    Group(
        "gate",
        "What a pull request does to the review, as the workflows find it and tell it.",
        (
            Command(attach, _folder),
            Command(comment),
            Command(tree, form_of_problems),
            Command(propose, _proposal),
            Command(report, _old),
            Command(pages, _sites),
            Command(show, _stored),
        ),
    ),
)
