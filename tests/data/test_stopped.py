"""Ctrl-C ends a command, also where compiled code drops it."""

import signal
import subprocess
import sys

import pytest

CODE = """
import sys, time
from livingreview import cli

class Lossy:
    def __del__(self):  # Python reports what is raised here, and goes on
        import signal
        signal.raise_signal(signal.SIGINT)

def run(args):
    lossy = Lossy()
    del lossy
    for _ in range(100):
        time.sleep(0.1)
    return 0

cli.SUBJECTS = ()
cli.begin_as_usual = lambda: None
add = cli.add_all
cli.add_all = lambda parser, commands: parser.set_defaults(run=run)
sys.argv = ["review"]
sys.exit(cli.main())
"""


@pytest.mark.slow
def test_a_dropped_interrupt_is_delivered_again():
    done = subprocess.run(
        [sys.executable, "-c", CODE],
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert (done.returncode, done.stderr.strip()) == (130, "Stopped.")
