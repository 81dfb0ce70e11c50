"""A sheet of which nothing is heard is not read; whatever may be a sign of a change has it read."""

import pytest

from syncer.domain.sheet import Version
from syncer.engine.watch import ASKED, LONGEST, Unbinned, Watch, Watched
from syncer.errors import AccessError, SourceError, UnavailableError
from syncer.ports import Keeping, News, Written


class Teller:
    """A Watcher that tells what a test has it tell."""

    def __init__(self):
        self.changed = set()
        self.error = None
        self.spent = False
        self.told, self.binned = True, set()
        self.asked = self.asked_how_kept = 0

    def news(self, token):
        self.asked += 1
        if self.error:
            raise self.error
        if not token or self.spent:
            return News("start", None)
        changed, self.changed = frozenset(self.changed), set()
        return News("next", changed, changed & self.binned)

    def keeping(self, ident):
        self.asked_how_kept += 1
        return Keeping(self.told, ident in self.binned)


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


def test_a_sheet_that_went_into_the_bin_is_not_looked_at_until_it_is_taken_out(world):
    world.teller.changed = world.teller.binned = {"a"}
    before = world.sheet.looks
    for _ in range(2):
        world.later()
        with pytest.raises(SourceError, match="d/a lies in the bin"):
            world.plan.version()
    assert world.sheet.looks == before
    world.teller.changed, world.teller.binned = {"a"}, set()
    assert world.looks() == 1


def test_where_the_list_breaks_off_it_is_asked_anew(world):
    world.teller.changed = world.teller.binned = {"a"}
    world.later()
    with pytest.raises(SourceError):
        world.plan.version()
    world.teller.spent, world.teller.binned = True, set()
    assert world.looks() == 1


def test_a_sheet_that_is_never_told_of_is_not_asked_for_in_each_cycle(world):
    world.teller.told = False
    world.watch.forget("a")
    for _ in range(5):
        world.looks()
    assert world.teller.asked_how_kept == 2  # once at first, once after it was forgotten


def test_one_that_is_never_told_of_is_asked_for_until_it_is_taken_out(world):
    world.teller.told, world.teller.binned = False, {"a"}
    world.watch.forget("a")
    for _ in range(2):
        world.later()
        with pytest.raises(SourceError):
            world.plan.version()
    world.teller.binned = set()
    assert world.looks() == 1


def test_once_a_day_it_is_asked_whether_it_lies_in_the_bin_whatever_was_told(world):
    world.teller.binned = {"a"}
    assert world.looks() == 0
    world.later(LONGEST)
    with pytest.raises(SourceError):
        world.plan.version()


@pytest.mark.parametrize("binned", [True, False])
def test_a_person_s_sync_asks_once(binned):
    teller, sheet = Teller(), Sheet()
    teller.binned = {"a"} if binned else set()
    plan = Unbinned(sheet, "a", teller)
    if binned:
        with pytest.raises(SourceError):
            plan.version()
        teller.binned = set()
    assert plan.version() == Version("1")
    teller.binned = {"a"}
    assert plan.version() == Version("1")


def test_where_nobody_says_it_is_looked_at():
    teller = Teller()
    teller.keeping = lambda ident: (_ for _ in ()).throw(AccessError("no"))
    assert Unbinned(Sheet(), "a", teller).version() == Version("1")


def test_of_files_that_are_no_plans_nothing_is_kept(world):
    for n in range(100):
        world.teller.changed = {f"holiday photo {n}"}
        world.looks()
    assert len(world.watch._signs) <= 2
