"""The one place that knows which connectors exist, and only by name."""

import os
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from syncer import __version__
from syncer.app.addresses import connector_of, google_sheet, named_tab, sqlite_path
from syncer.app.clock import HeldClock, SystemClock, monotonic, wait
from syncer.app.config import Config
from syncer.app.config_tables import (
    MACHINE,
    NEW,
    CalendarTable,
    FeedTable,
    PlanTable,
    PublishTable,
)
from syncer.app.public_holidays import public_holidays
from syncer.app.vocabulary import load_words
from syncer.domain.board import WEB
from syncer.domain.days import WorkCalendar
from syncer.domain.events import Feed
from syncer.domain.memory import Memory
from syncer.domain.pulse import Pulse
from syncer.domain.setup import Only, PlanSetup, Publication
from syncer.domain.words import Words
from syncer.engine.cycle import Ports
from syncer.engine.decide import instance_of
from syncer.engine.watch import Unbinned, Watch, Watched
from syncer.errors import ConfigError
from syncer.ports import (
    BookMaker,
    CalendarTarget,
    ChannelMaker,
    Clock,
    FeedTarget,
    PlanSource,
    Reach,
    StateStore,
    Watcher,
)

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


def source_of(config: Config, plan: str, *, settles: bool = False) -> PlanSource:
    """
    The source of *plan*, as it is configured.

    One that *settles* finishes what an earlier process left half-way; who only looks must not.
    """
    table = config.plans[plan]
    path = shown_path(config, table.source)
    if google_sheet(table.source) is None:
        return open_source(path)
    options = {"tab": table.tab, "others": _others(config, plan), "settles": settles}
    return open_source(path, {**google_options(config), **options})


def _others(config: Config, plan: str) -> tuple[str, ...]:
    """The tabs that other plans name in the spreadsheet of *plan*."""
    places = {n: named_tab(table.source, table.tab) for n, table in config.plans.items()}
    book, _ = places.pop(plan)
    return tuple(tab for where, tab in places.values() if where == book and tab)


def open_calendar(
    config: Config, plan: str, table: CalendarTable, memory: Memory
) -> CalendarTarget:
    """The calendar of *table*, to which *plan*, of which *memory* is remembered, is published."""
    owner = memory.instance or instance_of(setup_of(config, plan))
    name = name_of(table)
    options = {**google_options(config), "calendar": table.calendar, "owner": owner, "name": name}
    if table.calendar == NEW:
        title = table.title or title_of(config, plan)
        place = memory.places.get(name, "")
        options |= {"title": title, "share": table.share, "place": place}
    calendar: CalendarTarget = _declared("syncer.calendars", table.to)(options)
    return calendar


def open_calendars(config: Config, plan: str, memory: Memory) -> dict[str, CalendarTarget]:
    """All calendars of *plan*, by the name of their publication."""
    return {
        name_of(one): open_calendar(config, plan, one, memory)
        for one in config.plans[plan].calendars
    }


def google_options(config: Config) -> dict[str, Any]:
    """What Google's connectors must know to make a call."""
    if config.google is None:
        raise ConfigError(
            "no Google credentials are named",
            hint='set credentials = "service-account.json" under [google]',
        )
    place = config.google.credentials
    written = place if place == MACHINE else str(config.place(place))
    return {**google_access(written), "limits": dict(config.google.limits)}


def google_access(credentials: str) -> dict[str, Any]:
    """The same for *credentials*, a file or the machine's own, where nothing is configured."""
    return {
        "credentials": credentials,
        "wait": wait,
        # A stand-in on this machine, for tests; the connectors refuse any other.
        "endpoint": os.environ.get("SYNCER_GOOGLE_ENDPOINT", ""),
    }


def google_address(options: Mapping[str, Any]) -> str:
    """The address to share sheets and calendars with; empty where the credentials do not say."""
    account = _declared("syncer.accounts", "google")(options)
    account.session(()).close()
    return str(account.address)


def google_limits(options: Mapping[str, Any]) -> Mapping[str, int]:
    """The calls a minute that the account lets itself make, by API and kind."""
    limits: Mapping[str, int] = _declared("syncer.accounts", "google")(options).limits
    return limits


def google_reach(options: Mapping[str, Any]) -> Reach:
    """What the account that *options* name can get at."""
    reach: Reach = _declared("syncer.reaches", "google")(options)
    return reach


def google_watch(options: Mapping[str, Any], now: Callable[[], float] = monotonic) -> Watch:
    """What is heard of the sheets of the account that *options* name; one for all its plans."""
    return Watch(google_watcher(options), now)


def google_watcher(options: Mapping[str, Any]) -> Watcher:
    """What hears of the sheets of the account that *options* name."""
    watcher: Watcher = _declared("syncer.watchers", "google")(options)
    return watcher


def google_login(client: str, needs: frozenset[str], show: Callable[[str], None]) -> Path:
    """Let a person log in with the OAuth *client* for what it *needs*; where that is kept."""
    kept: Path = _declared("syncer.logins", "google")(client, needs, show, google_access(client))
    return kept


def open_feed(config: Config, table: FeedTable) -> FeedTarget:
    """The feed of *table*."""
    place = str(config.place(table.path))
    feed: FeedTarget = _declared("syncer.feeds", "ics")(place, {"gzip": table.gzip})
    return feed


def feed_renderer() -> Callable[[Feed], tuple[bytes, ...]]:
    """What makes the octets of feeds, in pieces that it remembers, so that only changes cost."""
    pieces: Callable[[Feed], tuple[bytes, ...]] = _declared("syncer.renderers", "ics")().pieces
    return pieces


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


def pulses(config: Config) -> dict[str, Pulse]:
    """What the daemon last said of each plan; none where there is no state."""
    path = sqlite_path(config.state, config.folder)
    if path is not None and not path.exists():
        return {}
    with open_state(config) as store:
        return store.pulses()


def clock_of(config: Config, plan: str, today: date | None = None) -> Clock:
    """The clock of *plan*: held at *today* or at the day its configuration holds, else real."""
    held = today or config.plans[plan].today
    return HeldClock(held) if held else SystemClock(ZoneInfo(config.service.timezone))


def ports_of(
    config: Config,
    plan: str,
    store: StateStore,
    today: date | None = None,
    watch: Watch | None = None,
) -> Ports:
    """
    Everything outside that a cycle of *plan* touches.

    With a *watch* its sheet is read where something was heard of it, else (a person asks) always;
    then it is asked once a day whether it lies in the bin, as nothing else tells.
    """
    table = config.plans[plan]
    is_sheet = google_sheet(table.source) is not None
    remembers = bool(table.calendars) or (is_sheet and watch is None)
    memory = store.load(plan) if remembers else Memory()
    source, clock = source_of(config, plan, settles=True), clock_of(config, plan, today)
    if is_sheet:
        ident, _ = named_tab(table.source, None)
        if watch is not None:
            source = Watched(source, ident, watch)
        elif memory.synced != clock.today():
            source = Unbinned(source, ident, google_watcher(google_options(config)))
    return Ports(
        source=source,
        store=store,
        clock=clock,
        real=SystemClock(ZoneInfo(config.service.timezone)),
        feeds={name_of(feed): open_feed(config, feed) for feed in table.feeds},
        calendars=open_calendars(config, plan, memory),
        calls=calls_of(config) if table.needs_google else int,
    )


def calls_of(config: Config) -> Callable[[], int]:
    """Counts the calls over the network that this thread has made."""
    count: Callable[[], int] = _declared("syncer.accounts", "google")(google_options(config)).made
    return count


def calls_made(config: Config) -> Mapping[tuple[str, str], int]:
    """How many calls over the network this process has made, by API and kind."""
    if config.google is None:
        return {}
    account = _declared("syncer.accounts", "google")(google_options(config))
    return dict(account.calls)


def google_channels(config: Config) -> ChannelMaker:
    """What opens the channels by which Drive tells of changes."""
    made: ChannelMaker = _declared("syncer.channels", "google")(google_options(config))
    return made


def shown_path(config: Config, written: str) -> str:
    """The path of what the file calls *written*, as short as it can be said from here."""
    if google_sheet(written):
        return written
    path = config.place(written)
    here = Path.cwd()
    return os.path.relpath(path, here) if path.is_relative_to(here) else str(path)


def name_of(table: PublishTable) -> str:
    """The name of a publication, kept from sync to sync."""
    if isinstance(table, FeedTable):
        return f"{table.to}:{table.path}"
    # Of those that are made for a plan each is known by its title.
    return ":".join(filter(None, (table.to, table.calendar, table.title)))


def title_of(config: Config, plan: str) -> str:
    """What people call *plan*."""
    return config.plans[plan].title or plan.replace("_", " ").replace("-", " ").capitalize()


def setup_of(config: Config, plan: str) -> PlanSetup:
    """What the configuration asks for *plan*, in the product's own terms."""
    table = config.plans[plan]
    asked: dict[str, Any] = {
        "name": plan,
        "title": title_of(config, plan),
        "source": table.source,
        "tab": table.tab,
        "words": load_words(table.mapping, config.folder),
        "tolerance": table.tolerance,
        "review_weekday": table.review.weekday,
        "review_weeks": table.review.weeks,
        "publications": tuple(_publications(config, table)),
        "grace_days": table.grace,
        "summary": table.summary,
    }
    calendar = calendar_of(table)
    # Whoever is added there is to see it although nothing else changed.
    shared = tuple(one.share for one in table.calendars)
    fingerprint = _fingerprint({**asked, "share": shared}, calendar)
    return PlanSetup(**asked, calendar=calendar, fingerprint=fingerprint)


def calendar_of(table: PlanTable) -> WorkCalendar:
    """The working days of a plan: its week without the public holidays and its own days off."""
    codes = [one for one in table.holidays if isinstance(one, str)]
    days = frozenset(one for one in table.holidays if isinstance(one, date))
    return WorkCalendar(table.workdays, days | (public_holidays(codes) if codes else frozenset()))


def _publications(config: Config, table: PlanTable) -> Iterator[Publication]:
    yield from map(_publication, table.publish)
    if config.server is not None:
        # Every kind of item: what each subscriber sees of it is chosen when it is served.
        yield Publication(name=WEB, only=Only(kind=frozenset()))


def _publication(table: PublishTable) -> Publication:
    only = Only(**{name: getattr(table.only, name) for name in type(table.only).model_fields})
    title = table.title if isinstance(table, FeedTable) else ""
    return Publication(name=name_of(table), only=only, reminders=table.reminders, title=title)


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
