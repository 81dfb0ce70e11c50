"""What a large feed costs, beside writing the same events as JSON in the same run."""

import gc
import json
from dataclasses import asdict
from datetime import timedelta
from time import process_time

import pytest
from feed_samples import ALPHA, feed

from connectors.ics_feed import feed_octets, open_feed

EVENTS = 10_000


def revisions():
    for number in range(EVENTS):
        changed = {"uid": f"M-{number:05}@5eed", "day": ALPHA.event.day + timedelta(number % 700)}
        yield ALPHA._replace(event=type(ALPHA.event)(**asdict(ALPHA.event) | changed))


def best_of(times, act):
    gc.disable()
    try:
        return min(_timed(act) for _ in range(times))
    finally:
        gc.enable()


def _timed(act):
    start = process_time()
    act()
    return process_time() - start


@pytest.mark.bench
def test_ten_thousand_events_and_then_one_that_changed(tmp_path, record_property):
    """Cold at most 15 times JSON (a second, where that takes 65 ms); one changed, a fifteenth."""
    whole = feed(*revisions())
    said = [asdict(held.event) | {"day": held.event.day.isoformat()} for held in whole.revisions]
    floor = best_of(3, lambda: json.dumps(said))
    cold = best_of(3, lambda: feed_octets(whole))
    target = open_feed(str(tmp_path / "feed.ics"), {})
    target.render(whole)
    turns = iter(range(1, 10))

    def one_changed():
        changed = whole.revisions[7]._replace(sequence=next(turns))
        target.render(feed(*whole.revisions[:7], changed, *whole.revisions[8:]))

    warm = best_of(5, one_changed)
    for name, seconds in (("cold", cold), ("one changed", warm), ("JSON", floor)):
        record_property(name, seconds)
    assert cold <= 15 * floor
    assert warm <= cold / 15
