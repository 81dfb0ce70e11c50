"""The configuration file: read, and every mistake in it named at once."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from syncer.app.addresses import database_url, google_sheet, named_tab, with_password
from syncer.app.config_mistakes import Mistake, explained, later_keys, nameless_plan, nearest
from syncer.app.config_tables import (
    NEW,
    CalendarTable,
    ConfigTables,
    FeedTable,
    GoogleTable,
    OnlyTable,
    PlanTable,
    ServerTable,
    ServiceTable,
    Table,
)
from syncer.app.secret_file import database_password
from syncer.app.toml_places import Place, places
from syncer.app.vocabulary import load_words
from syncer.domain.rhythm import Rhythm, period
from syncer.errors import ConfigError, UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """A checked configuration, and its *text*. Relative paths begin in the file's own folder."""

    path: Path
    service: ServiceTable
    server: ServerTable | None = None
    google: GoogleTable | None
    plans: dict[str, PlanTable]
    text: str = field(default="", repr=False, compare=False)

    @property
    def folder(self) -> Path:
        """Where relative paths begin."""
        return self.path.parent

    @property
    def state(self) -> str:
        """The address of the state, a relative SQLite file made absolute. May hold a password."""
        table = self.service
        file = self.place(table.state_password_file) if table.state_password_file else None
        password = database_password(table.state_password_env, file)
        return with_password(database_url(table.state, self.folder), password)

    def place(self, written: str) -> Path:
        """The absolute path of what the file calls *written*."""
        return self.folder / Path(written).expanduser()

    def rhythm(self, plan: str) -> Rhythm:
        """How often *plan* is synced."""
        return self.plans[plan].every or self.service.every

    def promise(self, plan: str) -> timedelta:
        """How old the last sync of *plan* may be before something is wrong."""
        return period(self.rhythm(plan)) + self.service.promise

    def chosen(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """The plans of these *names*, or all; UsageError where one is not configured."""
        for name in names:
            if name not in self.plans:
                known = ", ".join(self.plans)
                message = f"there is no plan {name!r} in {self.path}{nearest(name, self.plans)}"
                raise UsageError(message, hint=f"choose from: {known}")
        return tuple(dict.fromkeys(names)) or tuple(self.plans)


def load(path: Path, text: str | None = None) -> Config:
    """
    Read *path*, or raise one ConfigError that names every mistake in it with its place.

    Where *text* is given it counts as what stands in there.
    """
    text = _text(path) if text is None else text
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        hint = 'texts stand in "quotes", each key once and on its own line as key = value'
        if "\\" in str(error):
            hint = r"a path with \ in it stands in 'single quotes'"
        raise ConfigError(f"{path} is not valid TOML: {error}", hint=hint) from None
    early = (*nameless_plan(raw, PlanTable.model_fields), *later_keys(raw))
    tables, wrong = _checked(raw)
    found = (*early, *wrong, *(_joint_mistakes(tables, path.parent) if tables else ()))
    if found or tables is None:
        count = "1 mistake" if len(found) == 1 else f"{len(found)} mistakes"
        lines = explained(found, places(text))
        raise ConfigError(
            "\n".join([f"{path} has {count}:", *lines]),
            hint="correct the file, then look again with `syncer doctor`",
        )
    return Config(
        path=path.absolute(),
        service=tables.service,
        server=tables.server,
        google=tables.google,
        plans=tables.plan,
        text=text,
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
    first: type[Table]
    if loc[:1] == ("google",):
        first = GoogleTable
    else:
        first = ServerTable if loc[:1] == ("server",) else ServiceTable
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
    if tables.service.state_password_file and tables.service.state_password_env:
        wrong = "does not go with state_password_file: keep one"
        hooks.append(Mistake(("service", "state_password_env"), wrong))
    if tables.server and tables.server.api_token_file and tables.server.api_token_env:
        wrong = "does not go with api_token_file: keep one"
        hooks.append(Mistake(("server", "api_token_env"), wrong))
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
        if plan.mapping == "auto":  # ours alone: nothing to check, and long to read
            continue
        try:
            load_words(plan.mapping, folder)
        except ConfigError as error:
            said = f"{error} ({error.hint})" if error.hint else str(error)
            mistakes.append(Mistake(("plan", name, "mapping"), said))
    return mistakes
