"""A world in which things go wrong for a while: sheets, states and feeds that refuse."""

from contextlib import contextmanager

from syncer.errors import AccessError, ConflictError, HeldError, UnavailableError

READING = {
    "unavailable": UnavailableError("the sheet does not answer", hint="wait"),
    "access": AccessError("the sheet is not shared", hint="share it"),
    "bug": ZeroDivisionError("a bug of ours"),
}
WRITING = {
    "conflict": ConflictError("somebody else wrote"),
    "locked": UnavailableError("the file is open elsewhere", hint="close it"),
}
KINDS = (*READING, *WRITING, "feed", "held", "commit")


def fresh(error):
    """Another one alike: an error that is raised again grows a traceback each time."""
    made = type(error)(*error.args)
    made.__dict__.update(vars(error))
    return made


class Trouble:
    """What is wrong with one plan's outside now; nothing where `kind` is empty."""

    def __init__(self):
        self.kind = ""

    def raised(self, errors):
        if self.kind in errors:
            raise fresh(errors[self.kind])


class TroubledSource:
    """A PlanSource that cannot always be read or written."""

    def __init__(self, source, trouble):
        self.source = source
        self.trouble = trouble

    def version(self):
        self.trouble.raised(READING)
        return self.source.version()

    def read(self):
        self.trouble.raised(READING)
        return self.source.read()

    def write(self, changes, expected):
        self.trouble.raised(WRITING)
        return self.source.write(changes, expected)


class TroubledFeed:
    """A FeedTarget whose disk is full at times."""

    def __init__(self, feed, trouble):
        self.feed = feed
        self.trouble = trouble
        self.digest, self.standing, self.render = feed.digest, feed.standing, feed.render

    def publish(self, feed):
        self.trouble.raised({"feed": UnavailableError("the disk is full", hint="make room")})
        return self.feed.publish(feed)


class TroubledStore:
    """A StateStore that another process holds, or that does not answer, at times."""

    def __init__(self, store, trouble):
        self.store = store
        self.trouble = trouble
        self.load, self.begin = store.load, store.begin

    def commit(self, plan, before, after, board=None):
        self.trouble.raised({"commit": UnavailableError("the state does not answer", hint="wait")})
        self.store.commit(plan, before, after, board)

    @contextmanager
    def claim(self, plan):
        self.trouble.raised({"held": HeldError("another process is at work on it")})
        with self.store.claim(plan):
            yield
