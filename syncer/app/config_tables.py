"""The tables of the configuration file, each value checked by itself."""

import re
from datetime import date, timedelta
from ipaddress import ip_network
from typing import Annotated, Final, Literal
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
)

from syncer.app.addresses import connector_of, google_sheet
from syncer.app.config_mistakes import nearest
from syncer.app.notations import (
    Review,
    read_day,
    read_duration,
    read_listen,
    read_public,
    read_reminders,
    read_review,
    read_rhythm,
    read_workdays,
)
from syncer.app.public_holidays import checked_code
from syncer.domain.plan import Health, Kind, Priority
from syncer.domain.rhythm import Rhythm


def _source(value: str) -> str:
    connector_of(value)
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        from zoneinfo import available_timezones  # noqa: PLC0415 - reads a thousand files

        # Not `EST` for `CEST`: what has no place in its name is seldom what was meant.
        places = (name for name in available_timezones() if "/" in name and name[:3] != "Etc")
        near = nearest(value, places) or '; they are called like "Europe/Berlin", or "UTC"'
        raise ValueError(f"there is no time zone {value!r}{near}") from None
    return value


def _state(value: str) -> str:
    # The value is never repeated in the message: it may hold a password.
    if not value.startswith(("sqlite://", "postgresql://", "postgresql+psycopg://")):
        raise ValueError('must begin with "sqlite:///" or "postgresql+psycopg://"')
    return value


def _holidays(value: object) -> tuple[str | date, ...]:
    listed = value if isinstance(value, list) else [value]
    return tuple(
        checked_code(one) if isinstance(one, str) and not one[:1].isdigit() else read_day(one)
        for one in listed
    )


def _calendar(value: str) -> str:
    if "@" not in value and value not in ("primary", NEW):
        raise ValueError(
            f"{value!r} is no calendar's id, such as c_abc@group.calendar.google.com; "
            'Google Calendar shows it under Settings, Integrate calendar; or "new": one is made'
        )
    return value


def _feed_file(value: str) -> str:
    # It is replaced at each sync: the plan itself, or this file, must not be named by mistake.
    if not value.casefold().endswith(".ics"):
        raise ValueError('must name a file that ends in .ics, such as "public/plan.ics"')
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


def _network(value: str) -> str:
    try:
        ip_network(value)
    except ValueError:
        raise ValueError(
            f'{value!r} is no address or network, such as "127.0.0.1" or "10.0.0.0/8"'
        ) from None
    return value


def _keep(value: timedelta) -> timedelta:
    if value < timedelta(days=30):
        raise ValueError('must be "30d" or more')
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
    state_password_file: Text | None = None
    state_password_env: Text | None = None
    timezone: Annotated[Text, AfterValidator(_zone)] = "UTC"
    every: Annotated[Rhythm, BeforeValidator(read_rhythm)] = timedelta(minutes=2)
    promise: Annotated[timedelta, BeforeValidator(read_duration)] = timedelta(minutes=10)
    workers: Annotated[StrictInt, Field(ge=1, le=64)] = 4
    log: Literal["json", "text"] | None = None
    keep: Annotated[timedelta, AfterValidator(_keep), BeforeValidator(read_duration)] = timedelta(
        days=400
    )


class ServerTable(Table):
    """
    `[server]`: where feeds are served.

    Attributes:
        public_url: By which people reach it; empty: nobody outside does.
        proxies: The addresses whose word on who calls is believed.
    """

    listen: Annotated[tuple[str, int], BeforeValidator(read_listen)] = ("127.0.0.1", 8080)
    public_url: Annotated[str, BeforeValidator(read_public)] = ""
    proxies: Annotated[tuple[Annotated[StrictStr, AfterValidator(_network)], ...], Many] = ()
    access_log: StrictBool = False
    api_token_file: Text | None = None
    api_token_env: Text | None = None


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
    """`[[plan.X.publish]]`: one feed; *gzip*: with a packed copy beside it, for web servers."""

    to: Literal["ics"]
    path: Annotated[Text, AfterValidator(_feed_file)]
    gzip: StrictBool = False
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
    every: Annotated[Rhythm, BeforeValidator(read_rhythm)] | None = None
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
    server: ServerTable | None = None
    google: GoogleTable | None = None
    plan: dict[str, PlanTable] = Field(default_factory=dict)
