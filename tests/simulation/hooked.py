"""The ports of a cycle, with people and faults between the product's steps."""

from datetime import UTC, datetime

from connectors.ics_feed import open_feed


class HeldClock:
    def __init__(self, start):
        self.time = datetime(start.year, start.month, start.day, 12, tzinfo=UTC)

    def today(self):
        return self.time.date()

    def now(self):
        return self.time


class HookedSource:
    """The sheet, with people and faults between the product's steps."""

    def __init__(self, world):
        self.world = world
        self.source = world.place.source

    def version(self):
        return self.source.version()

    def read(self):
        self.world.happens("before read")
        return self.source.read()

    def write(self, changes, expected):
        self.world.happens("before write")
        before = self.world.place.load()
        written = self.source.write(changes, expected)
        self.world.wrote(before)
        self.world.happens("after write")
        return written


class HookedFeed:
    def __init__(self, world):
        self.world = world
        self.feed = open_feed(str(world.path), {})

    def digest(self):
        return self.feed.digest()

    def standing(self):
        return self.feed.standing()

    def render(self, feed):
        return self.feed.render(feed)

    def publish(self, feed):
        self.world.happens("before publish")
        digest = self.feed.publish(feed)
        self.world.happens("after publish")
        return digest


class HookedStore:
    def __init__(self, world):
        self.world = world

    def __getattr__(self, name):
        return getattr(self.world.store, name)

    def commit(self, plan, before, after, board=None):
        self.world.happens("before commit")
        self.world.store.commit(plan, before, after, board)
        self.world.happens("after commit")
