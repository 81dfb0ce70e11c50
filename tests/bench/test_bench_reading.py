"""Understanding a large sheet of text cells, held against decoding the same cells from JSON."""

import orjson
import pytest

from syncer.app.vocabulary import load_words
from syncer.domain.sheet import Snapshot, Tab, Version
from syncer.stages.locate import locate
from syncer.stages.normalise import normalise
from tests.bench.large import large_plan, medians_of_both

ROWS = 100_000


@pytest.mark.bench
def test_a_hundred_thousand_rows_are_read_in_six_decodes(record_property):
    """Distinct cells are read once, by their column's own rule: what is left is handing out rows."""
    cells = large_plan(ROWS)
    octets = orjson.dumps(cells)
    tab = Tab(name="Plan", rows=cells)
    words = load_words("auto", None)
    snapshot = Snapshot(source="large.xlsx", version=Version("1"), tabs=(tab,))
    layout, _ = locate(snapshot, words)
    rows, findings = normalise(tab, layout, words)
    assert len(rows) == ROWS
    assert not findings
    ours, floor = medians_of_both(
        5, lambda: normalise(tab, layout, words), floor=lambda: orjson.loads(octets)
    )
    record_property("ratio", ours / floor)
    print(f"\n{ROWS} rows: {ours:.2f} s, a decode {floor * 1000:.0f} ms, ratio {ours / floor:.1f}")
    assert ours / floor <= 6
