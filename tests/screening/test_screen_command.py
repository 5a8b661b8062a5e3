"""`review screen` as it is called: what it prints, and what it answers to what it cannot do."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import tty
from pathlib import Path

import pytest

from livingreview.cli import main
from livingreview.schema import Stage
from livingreview.screening.desk import open_desk, settle
from livingreview.screening.terminal import forget_typed
from screening_records import FIRST, SECOND, THIRD, declare, judge, log, number

REVIEW = Path(sys.executable).with_name("review")


@pytest.fixture
def screen(root, capsys):
    def call(*arguments):
        try:
            code = main(["--root", str(root), "screen", *map(str, arguments)])
        except SystemExit as ended:
            code = ended.code
        out, err = capsys.readouterr()
        return code, out, err

    return call


def test_status_counts_conflicts_and_agreement_and_tells_no_decision(root, screen):
    for i in range(1, 5):
        judge(root, FIRST, i, "include" if i < 3 else "exclude", None if i < 3 else "no-result", "secret")
        judge(root, SECOND, i, "include" if i == 1 else "exclude", None if i == 1 else "no-result", "secret")
    judge(root, FIRST, 5, "include")
    settle(root)
    code, out, _ = screen("--status")
    assert code == 0 and "secret" not in out
    assert "Title and abstract: 3 undecided records." in out
    assert "screener 1 judged 2 of them." in out and "screener 2 judged 1 of them." in out
    assert f"In conflict: {number(2)}." in out
    assert "agree on 3 of 4 records that both judged (only screener 1: 1, only screener 2: 0)" in out
    assert "Cohen's kappa: 0.50 (95% CI" in out and "Gwet's AC1: 0.6" in out
    assert "no advice, because only" in out
    assert "have judged no record in common" in out.partition("Full text")[2]


def test_conflicts_are_listed_with_both_decisions(root, screen):
    assert screen("--conflicts")[1] == "There is no conflict.\n"
    judge(root, FIRST, 1, "include", None, "tea")
    judge(root, SECOND, 1, "exclude", "other-question", "yawning")
    _, out, _ = screen("--conflicts")
    assert f"{number(1)} (title and abstract): Green tea for hiccups" in out
    assert "screener 1: include. tea" in out and "screener 2: exclude, other question. yawning" in out


def test_decisions_come_from_files_and_settle_the_log(root, screen, tmp_path):
    for role in (FIRST, SECOND):
        file = tmp_path / "records.csv"
        assert screen("--role", role, "--export", file)[:2] == (0, f"wrote {file}: six records\n")
        file.write_text(re.sub(r"(?m),,,,$", ",0,,,", file.read_text("utf-8-sig")), "utf-8")
        code, out, _ = screen("--role", role, "--import", file, "--category", "no-result")
        assert (code, "6 new decisions" in out) == (0, True)
    assert "6 excluded" in out
    assert all(log(root)[number(i)]["decision"] == "exclude" for i in range(1, 7))


def test_a_record_is_included_with_its_file(root, screen):
    for role in (FIRST, SECOND):
        judge(root, role, 1, "include")
        judge(root, role, 1, "include", stage=Stage.FULL_TEXT)
    settle(root)
    assert f"Included, without a study file: {number(1)}." in screen("--status")[1]
    (root / "data/studies/xu2024.yaml").write_text("id: xu2024\n", "utf-8")
    code, out, _ = screen("--include", f"{number(1)}=xu2024")
    assert (code, out) == (0, f"{number(1)} is included, with the file xu2024.\n")
    assert log(root)[number(1)]["study"] == "xu2024"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--role", FIRST], 1, "needs a terminal. Without one, use --export FILE and --import FILE."),
        (["--export", "x.csv"], 1, "--role: is missing. Say who decides"),
        (["--role", "screener 3", "--export", "x.csv"], 1, "'screener 3' is no screener here. Did you mean 'screener"),
        (["--role", THIRD, "--export", "x.csv"], 1, "'adjudicator 1' is no screener here"),
        (["--role", FIRST, "--import", "nowhere.csv"], 1, "nowhere.csv cannot be read: No such file"),
        (["--include", "r0056"], 2, "'r0056' is not RECORD=FILE"),
        (["--include", "r9999=x"], 1, "r9999: cannot be included: there is no such record"),
        (["--include", "r0056=x"], 1, "screener 1 and screener 2. The screeners decide on title and abstract"),
        (["--status", "--conflicts"], 2, "not allowed with"),
        (["--stage", "title"], 2, "invalid choice"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(screen, arguments, code, message):
    ended, out, err = screen(*arguments)
    assert (ended, out) == (code, "") and message in err


def test_keys_typed_before_a_record_is_shown_are_forgotten():
    main_end, other_end = pty.openpty()
    tty.setcbreak(other_end)
    os.write(main_end, b"iii")
    assert select.select([other_end], [], [], 5)[0]
    forget_typed(other_end)
    assert not select.select([other_end], [], [], 0)[0]
    os.close(main_end)
    os.close(other_end)


def run_in_a_terminal(root, keys, *arguments):
    """The installed command in a terminal of 80 by 24, with keys; what it printed."""
    main_end, other_end = pty.openpty()
    fcntl.ioctl(other_end, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    call = [REVIEW, "--root", root, "screen", *arguments]
    environment = os.environ | {"TERM": "xterm"}
    process = subprocess.Popen(call, stdin=other_end, stdout=other_end, stderr=other_end, env=environment)
    os.close(other_end)
    printed, sent = b"", False
    while select.select([main_end], [], [], 60)[0]:
        try:
            printed += os.read(main_end, 65536)
        except OSError:  # the other end was closed
            break
        if not sent and b"exclude" in printed:
            os.write(main_end, keys)
            sent = True
    os.close(main_end)
    return process.wait(60), printed.decode()


@pytest.mark.slow
def test_a_real_terminal(root):
    code, printed = run_in_a_terminal(root, b"ie1q", "--role", FIRST)
    assert code == 0, printed
    assert "screener 1: two decisions, 4 left." in printed
    assert [str(one.decision) for one in open_desk(root).decisions.of(FIRST)] == ["include", "exclude"]


@pytest.mark.slow
def test_an_adjudicator_in_a_real_terminal(root):
    declare(root, "{conflicts: consensus}")
    judge(root, FIRST, 1, "include")
    judge(root, SECOND, 1, "exclude", "other-question")
    code, printed = run_in_a_terminal(root, b"iboth read it again\rq", "--resolve")
    assert code == 0, printed
    assert "1 on to the full text" in printed
    assert (root / "data/screening/decisions/consensus.csv").is_file()
