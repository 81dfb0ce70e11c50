"""The one place that knows which connectors exist, and only by name."""

import os
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from syncer import __version__
from syncer.app.addresses import connector_of, sqlite_path
from syncer.app.clock import HeldClock, SystemClock
from syncer.app.config import Config, PlanTable, PublishTable
from syncer.app.public_holidays import public_holidays
from syncer.app.vocabulary import load_words
from syncer.domain.days import WorkCalendar
from syncer.domain.memory import Memory
from syncer.domain.setup import Only, PlanSetup, Publication
from syncer.domain.words import Words
from syncer.engine.cycle import Ports
from syncer.errors import ConfigError
from syncer.ports import BookMaker, Clock, FeedTarget, PlanSource, StateStore

if TYPE_CHECKING:
    from syncer.store import SqlStore


def open_source(address: str, options: Mapping[str, object] | None = None) -> PlanSource:
    """The source at *address*, by the connector that reads such."""
    try:
        kind = connector_of(address)
    except ValueError as error:
        if address and Path(address).is_dir():
            message = f"{address!r} is a folder"
            raise ConfigError(message, hint="name the file inside it") from None
        raise ConfigError(str(error), hint="save the plan as .xlsx, then name that file") from None
    source: PlanSource = _declared("syncer.sources", kind)(address, options or {})
    return source


def open_feed(path: Path) -> FeedTarget:
    """The feed that stands at *path*."""
    feed: FeedTarget = _declared("syncer.feeds", "ics")(str(path), {})
    return feed


def make_book() -> BookMaker:
    """What makes new workbooks."""
    maker: BookMaker = _declared("syncer.books", "xlsx")()
    return maker


def open_state(config: Config) -> "SqlStore":
    """The state that *config* names, to be closed; made or brought up to date where it must be."""
    # Imported here: the database libraries take longer than all else, and not all verbs need one.
    from syncer.store import open_store  # noqa: PLC0415

    return open_store(config.state)


def remembered(config: Config, plan: str) -> Memory:
    """What is remembered of *plan*, without making a state where none is: for verbs that look."""
    path = sqlite_path(config.state, config.folder)
    if path is not None and not path.exists():
        return Memory()
    with open_state(config) as store:
        return store.load(plan)


def clock_of(config: Config, plan: str, today: date | None = None) -> Clock:
    """The clock of *plan*: held at *today* or at the day its configuration holds, else real."""
    held = today or config.plans[plan].today
    return HeldClock(held) if held else SystemClock(ZoneInfo(config.service.timezone))


def ports_of(config: Config, plan: str, store: StateStore, today: date | None = None) -> Ports:
    """Everything outside that a cycle of *plan* touches."""
    table = config.plans[plan]
    return Ports(
        source=open_source(shown_path(config, table.source)),
        store=store,
        clock=clock_of(config, plan, today),
        feeds={name_of(feed): open_feed(config.place(feed.path)) for feed in table.publish},
    )


def shown_path(config: Config, written: str) -> str:
    """The path of what the file calls *written*, as short as it can be said from here."""
    path = config.place(written)
    here = Path.cwd()
    return os.path.relpath(path, here) if path.is_relative_to(here) else str(path)


def name_of(feed: PublishTable) -> str:
    """The name of a publication, kept from sync to sync."""
    return f"{feed.to}:{feed.path}"


def setup_of(config: Config, plan: str) -> PlanSetup:
    """What the configuration asks for *plan*, in the product's own terms."""
    table = config.plans[plan]
    asked: dict[str, Any] = {
        "name": plan,
        "title": table.title or plan.replace("_", " ").replace("-", " ").capitalize(),
        "source": table.source,
        "tab": table.tab,
        "words": load_words(table.mapping, config.folder),
        "tolerance": table.tolerance,
        "review_weekday": table.review.weekday,
        "review_weeks": table.review.weeks,
        "publications": tuple(_publication(feed) for feed in table.publish),
        "grace_days": table.grace,
        "summary": table.summary,
    }
    calendar = calendar_of(table)
    return PlanSetup(**asked, calendar=calendar, fingerprint=_fingerprint(asked, calendar))


def calendar_of(table: PlanTable) -> WorkCalendar:
    """The working days of a plan: its week without the public holidays and its own days off."""
    codes = [one for one in table.holidays if isinstance(one, str)]
    days = frozenset(one for one in table.holidays if isinstance(one, date))
    return WorkCalendar(table.workdays, days | (public_holidays(codes) if codes else frozenset()))


def _publication(feed: PublishTable) -> Publication:
    only = Only(**{name: getattr(feed.only, name) for name in type(feed.only).model_fields})
    return Publication(name=name_of(feed), only=only, reminders=feed.reminders, title=feed.title)


def _fingerprint(asked: Mapping[str, object], calendar: WorkCalendar) -> str:
    """Of everything that a decision is made from besides the sheet, the memory and the day."""
    days = (sorted(calendar.weekdays), sorted(calendar.holidays))
    return sha256(_settled((__version__, asked, days)).encode()).hexdigest()


def _settled(value: object) -> str:
    """Like repr, but sets in one order whatever the seed of their hashes is."""
    if isinstance(value, Words) and value.digest:
        return value.digest  # of tens of thousands of words, once
    if isinstance(value, Mapping):
        pairs = sorted((_settled(key), _settled(inner)) for key, inner in value.items())
        return f"{{{pairs}}}"
    if isinstance(value, frozenset | set):
        return f"{sorted(_settled(inner) for inner in value)}"
    if isinstance(value, tuple | list):
        return f"({', '.join(_settled(inner) for inner in value)})"
    if hasattr(value, "__dataclass_fields__"):
        parts = {name: getattr(value, name) for name in value.__dataclass_fields__}
        return type(value).__name__ + _settled(parts)
    return repr(value)


def _declared(group: str, kind: str) -> Any:
    """Load what an installed package declares as *kind* in *group*."""
    declared = entry_points(group=group)
    if kind not in declared.names:
        known = ", ".join(sorted(declared.names)) or "none is installed"
        raise ConfigError(f"there is no connector {kind!r} for {group}", hint=f"there are: {known}")
    return declared[kind].load()
