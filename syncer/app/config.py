"""The configuration file: its tables, checked, with every mistake named at once."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    ValidationError,
)

from syncer.app.addresses import connector_of, database_url, google_sheet, named_tab
from syncer.app.config_mistakes import Mistake, explained, later_keys, nearest
from syncer.app.notations import Review, read_day, read_reminders, read_review, read_workdays
from syncer.app.public_holidays import checked_code
from syncer.app.toml_places import Place, places
from syncer.app.vocabulary import load_words
from syncer.domain.plan import Health, Kind, Priority
from syncer.errors import ConfigError, UsageError

T = TypeVar("T")


def _source(value: str) -> str:
    connector_of(value)
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        from zoneinfo import available_timezones  # noqa: PLC0415 - reads a thousand files

        near = nearest(value, available_timezones())
        raise ValueError(f"there is no time zone {value!r}{near}") from None
    return value


def _state(value: str) -> str:
    # The value is never repeated in the message: it may hold a password.
    if not value.startswith(("sqlite://", "postgresql://", "postgresql+psycopg://")):
        raise ValueError('must begin with "sqlite:///" or "postgresql+psycopg://"')
    return value


def _holidays(value: object) -> tuple[str | date, ...]:
    listed = value if isinstance(value, list) else [value]
    return tuple(checked_code(one) if isinstance(one, str) else read_day(one) for one in listed)


def _calendar(value: str) -> str:
    if "@" not in value and value not in ("primary", NEW):
        raise ValueError(
            f"{value!r} is no calendar's id, such as c_abc@group.calendar.google.com; "
            'Google Calendar shows it under Settings, Integrate calendar; or "new": one is made'
        )
    return value


def _address(value: str) -> str:
    if not re.fullmatch(r"[^\s@]+@[^\s@]+", value):
        raise ValueError(f"{value!r} is no address of a person or group, such as team@example.org")
    return value


def _credentials(value: str) -> str:
    # Not repeated in the message: it may be the secret itself.
    if not value.isprintable() or "{" in value or "PRIVATE KEY" in value:
        raise ValueError("must be the path of a file, not what stands in it")
    return value


def _one_or_many(value: object) -> object:
    return [value] if isinstance(value, str) else value


Text = Annotated[StrictStr, Field(min_length=1)]
Many = BeforeValidator(_one_or_many)
Calls = Literal["sheets.read", "sheets.write", "calendar.read", "calendar.write"]

NEW: Final = "new"
"""Instead of a calendar's id: one is made for the plan, and shared."""

MACHINE: Final = "application-default"
"""Instead of a file of credentials: what the machine itself has."""


class Table(BaseModel):
    """A table of the file: nothing in it that we do not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ServiceTable(Table):
    """`[service]`: what holds for every plan."""

    state: Annotated[Text, AfterValidator(_state)] = "sqlite:///var/syncer.db"
    timezone: Annotated[Text, AfterValidator(_zone)] = "UTC"


class GoogleTable(Table):
    """`[google]`: who we are to Google; limits are calls a minute."""

    credentials: Annotated[Text, AfterValidator(_credentials)]
    limits: dict[Calls, Annotated[StrictInt, Field(ge=1, le=1_000_000)]] = Field(
        default_factory=dict
    )


class OnlyTable(Table):
    """`only`: which items are published; several words of one key are alternatives."""

    kind: Annotated[frozenset[Kind], Many] = frozenset({Kind.MILESTONE})
    priority: Annotated[frozenset[Priority], Many] = frozenset()
    owner: Annotated[frozenset[StrictStr], Many] = frozenset()
    phase: Annotated[frozenset[StrictStr], Many] = frozenset()
    project: Annotated[frozenset[StrictStr], Many] = frozenset()
    health: Annotated[frozenset[Health], Many] = frozenset()
    client_visible: StrictBool | None = None


class FeedTable(Table):
    """`[[plan.X.publish]]`: one feed."""

    to: Literal["ics"]
    path: Text
    title: StrictStr = ""
    only: OnlyTable = OnlyTable()
    reminders: Annotated[tuple[int, ...], BeforeValidator(read_reminders)] = ()


class CalendarTable(Table):
    """`[[plan.X.publish]]`: one calendar of Google's; a new one is made, named and shared."""

    to: Literal["google-calendar"]
    calendar: Annotated[Text, AfterValidator(_calendar)]
    title: StrictStr = ""
    share: Annotated[tuple[Annotated[StrictStr, AfterValidator(_address)], ...], Many] = ()
    only: OnlyTable = OnlyTable()
    reminders: Annotated[tuple[int, ...], BeforeValidator(read_reminders)] = ()


PublishTable = FeedTable | CalendarTable


class PlanTable(Table):
    """`[plan.X]`."""

    source: Annotated[Text, AfterValidator(_source)]
    title: Text | None = None
    tab: Text | None = None
    mapping: Text = "auto"
    workdays: Annotated[frozenset[int], BeforeValidator(read_workdays)] = frozenset(range(5))
    holidays: Annotated[tuple[str | date, ...], BeforeValidator(_holidays)] = ()
    review: Annotated[Review, BeforeValidator(read_review)] = Review()
    tolerance: Annotated[StrictInt, Field(ge=0, le=1000)] | None = None
    today: Annotated[date, BeforeValidator(read_day)] | None = None
    summary: StrictBool | None = None
    grace: Annotated[StrictInt, Field(ge=0, le=3650)] = 30
    hook_secret_file: Text | None = None
    hook_secret_env: Text | None = None
    publish: tuple[Annotated[PublishTable, Field(discriminator="to")], ...] = ()

    @property
    def feeds(self) -> tuple[FeedTable, ...]:
        """The calendar files it is published to."""
        return tuple(one for one in self.publish if isinstance(one, FeedTable))

    @property
    def calendars(self) -> tuple[CalendarTable, ...]:
        """The calendars it is published to."""
        return tuple(one for one in self.publish if isinstance(one, CalendarTable))

    @property
    def needs_google(self) -> bool:
        """Whether a sync of it calls Google."""
        return bool(self.calendars) or google_sheet(self.source) is not None


class ConfigTables(Table):
    """The whole file."""

    service: ServiceTable = ServiceTable()
    google: GoogleTable | None = None
    plan: dict[str, PlanTable] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """A checked configuration. Relative paths in it are meant from the file's own folder."""

    path: Path
    service: ServiceTable
    google: GoogleTable | None
    plans: dict[str, PlanTable]

    @property
    def folder(self) -> Path:
        """Where relative paths begin."""
        return self.path.parent

    @property
    def state(self) -> str:
        """The address of the state, a relative SQLite file made absolute. May hold a password."""
        return database_url(self.service.state, self.folder)

    def place(self, written: str) -> Path:
        """The absolute path of what the file calls *written*."""
        return self.folder / Path(written).expanduser()

    def chosen(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """The plans of these *names*, or all; UsageError where one is not configured."""
        for name in names:
            if name not in self.plans:
                known = ", ".join(self.plans)
                message = f"there is no plan {name!r} in {self.path}{nearest(name, self.plans)}"
                raise UsageError(message, hint=f"choose from: {known}")
        return tuple(dict.fromkeys(names)) or tuple(self.plans)


def load(path: Path) -> Config:
    """Read *path*, or raise one ConfigError that names every mistake in it with its place."""
    text = _text(path)
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        hint = 'texts stand in "quotes", each key on its own line as key = value'
        raise ConfigError(f"{path} is not valid TOML: {error}", hint=hint) from None
    later = later_keys(raw)
    tables, wrong = _checked(raw)
    found = (*later, *wrong, *(_joint_mistakes(tables, path.parent) if tables else ()))
    if found or tables is None:
        count = "1 mistake" if len(found) == 1 else f"{len(found)} mistakes"
        lines = explained(found, places(text))
        raise ConfigError(
            "\n".join([f"{path} has {count}:", *lines]),
            hint="correct the file, then look again with `syncer doctor`",
        )
    return Config(
        path=path.absolute(), service=tables.service, google=tables.google, plans=tables.plan
    )


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(
            f"there is no configuration {path}",
            hint="write one with `syncer init plan.xlsx`, or name yours with -c FILE",
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise ConfigError(
            f"the configuration {path} cannot be read: {reason}", hint="name yours with -c FILE"
        ) from None


def _checked(raw: dict[str, Any]) -> tuple[ConfigTables | None, tuple[Mistake, ...]]:
    try:
        return ConfigTables.model_validate(raw), ()
    except ValidationError as error:
        return None, tuple(
            Mistake.of(problem, _known(problem["loc"])) for problem in error.errors()
        )


def _known(loc: tuple[str | int, ...]) -> dict[int, tuple[str, ...]]:
    """The keys that are known around *loc*, by depth."""
    first: type[Table] = GoogleTable if loc[:1] == ("google",) else ServiceTable
    publish: type[Table] = CalendarTable if "google-calendar" in loc[4:5] else FeedTable
    tables: dict[int, type[Table]]
    tables = {0: ConfigTables, 1: first, 2: PlanTable, 4: publish, 5: OnlyTable}
    return {depth: tuple(table.model_fields) for depth, table in tables.items()}


def _joint_mistakes(tables: ConfigTables, folder: Path) -> tuple[Mistake, ...]:
    """What is wrong only beside something else: names, shared files, mappings."""
    if not tables.plan:
        return (Mistake((), "names no plan; it needs a table such as [plan.apollo]"),)
    named = [
        Mistake(("plan", name), "may have only letters, digits, - and _ in its name")
        for name in tables.plan
        if not name.replace("-", "").replace("_", "").isalnum()
    ]
    hooks = [
        Mistake(("plan", name, "hook_secret_env"), "does not go with hook_secret_file: keep one")
        for name, plan in tables.plan.items()
        if plan.hook_secret_file and plan.hook_secret_env
    ]
    shared = (*_shared(tables, folder), *_tabless(tables, folder))
    made = (*_only_of_new(tables), *_without_google(tables))
    return (*named, *hooks, *shared, *made, *_mappings(tables, folder))


def _only_of_new(tables: ConfigTables) -> Iterator[Mistake]:
    """A calendar that people made has its title, and they share it."""
    for name, plan in tables.plan.items():
        for n, one in enumerate(plan.publish):
            if isinstance(one, CalendarTable) and one.calendar != NEW:
                for key in ("title", "share"):
                    if getattr(one, key):
                        place = ("plan", name, "publish", n, key)
                        yield Mistake(place, 'goes only with calendar = "new"')


def _without_google(tables: ConfigTables) -> list[Mistake]:
    """Plans that need an account nobody named."""
    if tables.google is not None:
        return []
    lacks = 'needs [google] with credentials = "service-account.json"'
    places: list[Place] = []
    for name, plan in tables.plan.items():
        if google_sheet(plan.source):
            places.append(("plan", name, "source"))
        places += [
            ("plan", name, "publish", n, "calendar")
            for n, one in enumerate(plan.publish)
            if isinstance(one, CalendarTable)
        ]
    return [Mistake(place, lacks) for place in places]


def _shared(tables: ConfigTables, folder: Path) -> list[Mistake]:
    """Two plans must not keep one tab, nor two feeds one file, nor one plan a calendar twice."""
    mistakes: list[Mistake] = []
    taken: dict[tuple[str, ...], str] = {}
    for name, plan in tables.plan.items():
        for place, claim in _claims(name, plan, folder):
            if claim in taken:
                what, *_ = claim
                mistakes.append(Mistake(place, f"is the same {what} as {taken[claim]}"))
            taken.setdefault(claim, f"{place[-1]} of [plan.{name}]")
    return mistakes


def _claims(name: str, plan: PlanTable, folder: Path) -> Iterator[tuple[Place, tuple[str, ...]]]:
    """What *plan* wants for itself, each with its place; first of each what it is."""
    yield ("plan", name, "source"), _place(plan, folder)
    for n, one in enumerate(plan.publish):
        if isinstance(one, FeedTable):
            yield ("plan", name, "publish", n, "path"), ("file", str(folder / one.path), "")
        else:
            yield (
                ("plan", name, "publish", n, "calendar"),
                ("calendar", name, f"{one.calendar}:{one.title}"),
            )


def _place(plan: PlanTable, folder: Path) -> tuple[str, str, str]:
    """What holds *plan*, where that is, and the tab that it names; empty where it names none."""
    book, tab = named_tab(plan.source, plan.tab)
    if google_sheet(plan.source) is None:
        return "file", str(folder / book), tab
    return "sheet", book, tab


def _tabless(tables: ConfigTables, folder: Path) -> Iterator[Mistake]:
    """Plans that leave open which tab is theirs, where another plan keeps one there."""
    places = {name: _place(plan, folder) for name, plan in tables.plan.items()}
    for name, (what, where, tab) in places.items():
        others = [o for o, place in places.items() if place[:2] == (what, where) and place[2]]
        if not tab and others:
            said = f"holds [plan.{others[0]}] too, so this plan must name its own tab"
            yield Mistake(("plan", name, "source"), said)


def _mappings(tables: ConfigTables, folder: Path) -> list[Mistake]:
    mistakes = []
    for name, plan in tables.plan.items():
        try:
            load_words(plan.mapping, folder)
        except ConfigError as error:
            said = f"{error} ({error.hint})" if error.hint else str(error)
            mistakes.append(Mistake(("plan", name, "mapping"), said))
    return mistakes
