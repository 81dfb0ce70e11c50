"""Those who subscribed to a choice of a plan's events: what they must see, whatever anybody does."""

from feed_rules import pair_violations, violations

from connectors.ics_feed import feed_octets
from syncer.domain.board import WEB
from syncer.domain.events import Feed
from syncer.domain.plan import Health, Kind
from syncer.domain.setup import Only, Publication
from syncer.stages.present.selection import selected

BOARD = Publication(name=WEB, only=Only(kind=frozenset()))
FILTERS = (
    Only(kind=frozenset()),
    Only(),
    Only(kind=frozenset(), owner=frozenset({"Ada"})),
    Only(kind=frozenset({Kind.TASK, Kind.MILESTONE}), health=frozenset({Health.GREEN})),
)


class Subscribers:
    """They look after every cycle; `forget` where nobody can know any more what they had."""

    def __init__(self):
        self.forget()

    def forget(self):
        self.number = 0
        self.feeds = ()

    def look(self, store, plan):
        number = store.board_numbers().get(plan, 0)
        if number == self.number:
            return
        board, memory = store.board(plan), store.load(plan)
        on_board = {one.event.uid: one for one in board.revisions}
        assert on_board == memory.published.get(WEB, {}), "the board is not what is remembered"
        assert board.facts.keys() == on_board.keys()
        feeds = tuple(
            feed_octets(Feed(title="Apollo", revisions=selected(board, [only]))) for only in FILTERS
        )
        for old, new in zip(self.feeds, feeds, strict=bool(self.feeds)):
            assert violations(new) == []
            # R04: what a filter asks for may change where the event does not tell of it.
            assert set(pair_violations(old, new)) <= {"R04"}
        self.number, self.feeds = number, feeds
