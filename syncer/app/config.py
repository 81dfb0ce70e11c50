"""The configuration file: its tables, checked, with every mistake named at once."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
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

from syncer.app.addresses import connector_of, database_url
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


def _one_or_many(value: object) -> object:
    return [value] if isinstance(value, str) else value


Text = Annotated[StrictStr, Field(min_length=1)]
Many = BeforeValidator(_one_or_many)


class Table(BaseModel):
    """A table of the file: nothing in it that we do not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ServiceTable(Table):
    """`[service]`: what holds for every plan."""

    state: Annotated[Text, AfterValidator(_state)] = "sqlite:///var/syncer.db"
    timezone: Annotated[Text, AfterValidator(_zone)] = "UTC"


class OnlyTable(Table):
    """`only`: which items are published; several words of one key are alternatives."""

    kind: Annotated[frozenset[Kind], Many] = frozenset({Kind.MILESTONE})
    priority: Annotated[frozenset[Priority], Many] = frozenset()
    owner: Annotated[frozenset[StrictStr], Many] = frozenset()
    phase: Annotated[frozenset[StrictStr], Many] = frozenset()
    project: Annotated[frozenset[StrictStr], Many] = frozenset()
    health: Annotated[frozenset[Health], Many] = frozenset()
    client_visible: StrictBool | None = None


class PublishTable(Table):
    """`[[plan.X.publish]]`: one feed."""

    to: Literal["ics"]
    path: Text
    title: StrictStr = ""
    only: OnlyTable = OnlyTable()
    reminders: Annotated[tuple[int, ...], BeforeValidator(read_reminders)] = ()


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
    publish: tuple[PublishTable, ...] = ()


class ConfigTables(Table):
    """The whole file."""

    service: ServiceTable = ServiceTable()
    plan: dict[str, PlanTable] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """A checked configuration. Relative paths in it are meant from the file's own folder."""

    path: Path
    service: ServiceTable
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
    return Config(path=path.absolute(), service=tables.service, plans=tables.plan)


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
        keys = {
            0: tuple(ConfigTables.model_fields),
            1: tuple(ServiceTable.model_fields),
            2: tuple(PlanTable.model_fields),
            4: tuple(PublishTable.model_fields),
            5: tuple(OnlyTable.model_fields),
        }
        return None, tuple(Mistake.of(problem, keys) for problem in error.errors())


def _joint_mistakes(tables: ConfigTables, folder: Path) -> tuple[Mistake, ...]:
    """What is wrong only beside something else: names, shared files, mappings."""
    if not tables.plan:
        return (Mistake((), "names no plan; it needs a table such as [plan.apollo]"),)
    named = [
        Mistake(("plan", name), "may have only letters, digits, - and _ in its name")
        for name in tables.plan
        if not name.replace("-", "").replace("_", "").isalnum()
    ]
    return (*named, *_shared(tables, folder), *_mappings(tables, folder))


def _shared(tables: ConfigTables, folder: Path) -> list[Mistake]:
    """Two plans must not keep one tab, nor two feeds one file."""
    mistakes: list[Mistake] = []
    taken: dict[tuple[Path, str | None], str] = {}
    for name, plan in tables.plan.items():
        claims: list[tuple[Place, tuple[Path, str | None]]]
        claims = [(("plan", name, "source"), (folder / plan.source, plan.tab))]
        claims += [
            (("plan", name, "publish", n, "path"), (folder / feed.path, None))
            for n, feed in enumerate(plan.publish)
        ]
        for place, claim in claims:
            if claim in taken:
                mistakes.append(Mistake(place, f"is the same file as {taken[claim]}"))
            taken.setdefault(claim, f"{place[-1]} of [plan.{name}]")
    return mistakes


def _mappings(tables: ConfigTables, folder: Path) -> list[Mistake]:
    mistakes = []
    for name, plan in tables.plan.items():
        try:
            load_words(plan.mapping, folder)
        except ConfigError as error:
            said = f"{error} ({error.hint})" if error.hint else str(error)
            mistakes.append(Mistake(("plan", name, "mapping"), said))
    return mistakes
