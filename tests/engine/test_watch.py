"""A sheet of which nothing is heard is not read; whatever may be a sign of a change has it read."""

import pytest

from syncer.domain.sheet import Version
from syncer.engine.watch import ASKED, LONGEST, Watch, Watched
from syncer.errors import AccessError, UnavailableError
from syncer.ports import News, Written


class Teller:
    """A Watcher that tells what a test has it tell."""

    def __init__(self):
        self.changed = set()
        self.error = None
        self.spent = False
        self.told = True
        self.asked = 0

    def news(self, token):
        self.asked += 1
        if self.error:
            raise self.error
        if not token or self.spent:
            return News("start", None)
        changed, self.changed = frozenset(self.changed), set()
        return News("next", changed)

    def tells(self, ident):
        return self.told


class Sheet:
    """A source that counts how often it is looked at."""

    def __init__(self):
        self.looks = 0
        self.state = 1
        self.error = None
        self.meanwhile = lambda: None

    def version(self):
        self.looks += 1
        if self.error:
            raise self.error
        seen = Version(str(self.state))
        self.meanwhile()
        return seen

    def write(self, changes, expected):
        if self.error:
            raise self.error
        self.state += 1
        return Written(rows=frozenset(), version=Version(str(self.state)))


class World:
    def __init__(self):
        self.time = 1000.0
        self.teller, self.sheet = Teller(), Sheet()
        self.watch = Watch(self.teller, lambda: self.time)
        self.plan = Watched(self.sheet, "a", self.watch)

    def later(self, pause=ASKED):
        self.time += pause

    def looks(self):
        """How often the sheet is looked at in a cycle after a while."""
        self.later()
        before = self.sheet.looks
        self.plan.version()
        return self.sheet.looks - before


@pytest.fixture
def world():
    world = World()
    world.plan.version()
    return world


def test_a_sheet_of_which_nothing_is_heard_is_looked_at_once(world):
    assert [world.looks() for _ in range(9)] == [0] * 9
    assert world.plan.version() == "1"


def test_a_sheet_that_changed_is_looked_at_once_and_another_is_not(world):
    other = Watched(Sheet(), "b", world.watch)
    other.version()
    world.sheet.state = 2
    world.teller.changed = {"a"}
    assert [world.looks(), world.looks()] == [1, 0]
    assert world.plan.version() == "2"
    assert other.version() == "1"


def test_two_plans_in_one_sheet_both_look_at_it(world):
    sheet = Sheet()
    second = Watched(sheet, "a", world.watch)
    second.version()
    world.teller.changed = {"a"}
    assert world.looks() == 1
    second.version()
    assert sheet.looks == 2


def test_at_least_once_a_day_it_is_looked_at(world):
    for _ in range(30):
        world.later(LONGEST / 10)
        world.plan.version()
    assert world.sheet.looks == 1 + 3


@pytest.mark.parametrize("error", [AccessError("may not"), UnavailableError("not now")])
def test_where_nobody_can_say_it_is_looked_at(world, error):
    world.teller.error = error
    assert [world.looks(), world.looks()] == [1, 1]
    world.teller.error = None
    world.looks()
    assert world.looks() == 0


def test_where_the_token_is_too_old_it_is_looked_at(world):
    world.teller.spent = True
    assert world.looks() == 1
    world.teller.spent = False
    assert world.looks() == 0


def test_a_sheet_that_is_never_told_of_is_looked_at_always(world):
    world.teller.told = False
    world.plan = Watched(world.sheet, "elsewhere", world.watch)
    assert [world.looks() for _ in range(3)] == [1, 1, 1]


def test_a_look_that_failed_is_made_up_for(world):
    world.teller.changed = {"a"}
    world.sheet.error = UnavailableError("not now")
    world.later()
    with pytest.raises(UnavailableError):
        world.plan.version()
    world.sheet.error = None
    assert [world.looks(), world.looks()] == [1, 0]


def test_a_sheet_stands_as_we_wrote_it_until_that_is_heard_of(world):
    world.plan.write(None, Version("1"))
    assert world.looks() == 0
    assert world.plan.version() == "2"
    world.teller.changed = {"a"}
    assert [world.looks(), world.looks()] == [1, 0]


def test_after_a_write_that_failed_it_is_looked_at(world):
    world.sheet.error = UnavailableError("not now")
    with pytest.raises(UnavailableError):
        world.plan.write(None, Version("1"))
    world.sheet.error = None
    assert [world.looks(), world.looks()] == [1, 0]


def test_what_is_heard_while_it_is_looked_at_has_it_looked_at_again(world):
    world.sheet.meanwhile = lambda: world.watch.changed("a")
    world.watch.changed("a")
    assert world.looks() == 1
    world.sheet.meanwhile = lambda: None
    assert [world.looks(), world.looks()] == [1, 0]


def test_ten_thousand_signs_are_one_look(world):
    for _ in range(10_000):
        world.watch.changed("a")
    assert [world.looks(), world.looks()] == [1, 0]


def test_all_plans_together_ask_once_in_a_while(world):
    plans = [Watched(Sheet(), f"sheet {n}", world.watch) for n in range(50)]
    before = world.teller.asked
    for _ in range(4):
        world.later(ASKED / 2)
        for plan in plans:
            plan.version()
    assert world.teller.asked - before == 2
    assert {plan._source.looks for plan in plans} == {1}
