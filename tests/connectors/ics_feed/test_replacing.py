"""A file is another one at once, or stays as it was."""

import pytest

from connectors.ics_feed.replacing import replace


def test_more_pieces_than_one_call_writes_all_arrive_in_order(tmp_path):
    pieces = [b"%d," % n * (n % 3) for n in range(2000)]
    replace(tmp_path / "feed", pieces)
    assert (tmp_path / "feed").read_bytes() == b"".join(pieces)


def test_what_a_killed_process_left_is_cleared_away(tmp_path):
    left = tmp_path / ".feed.12345678.tmp"
    left.write_bytes(b"half of")
    replace(tmp_path / "feed", [b"all"])
    assert not left.exists()
    assert (tmp_path / "feed").read_bytes() == b"all"


def test_a_folder_in_its_place_stays_and_nothing_is_left_beside_it(tmp_path):
    (tmp_path / "feed").mkdir()
    with pytest.raises(IsADirectoryError):
        replace(tmp_path / "feed", [b"all"])
    assert [entry.name for entry in tmp_path.iterdir()] == ["feed"]
