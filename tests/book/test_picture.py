"""The picture on the README agrees with the data, or the check names what changed."""

import pytest

from livingreview import load
from livingreview.cli import main
from livingreview.publish.picture import PICTURE, check_picture, write_picture
from livingreview.store import DataError

pytestmark = pytest.mark.slow


def change_events(root, old, new):
    file = root / "data/studies/adams2001.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_a_fresh_picture_passes_and_one_of_other_data_does_not(tiny):
    write_picture(load(tiny))
    check_picture(load(tiny))
    change_events(tiny, "month: 1, events: 7", "month: 1, events: 9")
    with pytest.raises(DataError, match=r"docs/primary-outcome\.svg.*'9/10'.*`review picture`"):
        check_picture(load(tiny))
    write_picture(load(tiny))
    check_picture(load(tiny))


def test_small_shifts_do_not_count(tiny):
    file = write_picture(load(tiny))
    file.write_text(file.read_text("utf-8").replace('="518.4', '="518.5', 1), "utf-8")
    check_picture(load(tiny))


def test_the_command_writes_or_checks(tiny, capsys):
    assert main(["--root", str(tiny), "picture", "--check"]) == 1
    assert "docs/primary-outcome.svg is missing" in capsys.readouterr().err
    assert not (tiny / PICTURE).exists()
    assert main(["--root", str(tiny), "picture"]) == 0
    assert main(["--root", str(tiny), "picture", "--check"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "wrote docs/primary-outcome.svg"
