"""Options that several verbs share."""

import os
import re
import shlex
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from syncer.app.config import Config

_CONFIG: Final = "syncer.config"
F = TypeVar("F", bound=Callable[..., Any])


class PlanName(click.ParamType[str]):
    """The name of a plan in the configuration; completed from it."""

    name = "plan"

    def shell_complete(
        self,
        ctx: click.Context,
        param: click.Parameter,  # noqa: ARG002 - click's signature
        incomplete: str,
    ) -> list[CompletionItem]:
        """The plans whose names begin so; none where the configuration cannot be read."""
        import tomllib

        try:
            plans = tomllib.loads(config_path(ctx).read_text("utf-8-sig")).get("plan", {})
        except (OSError, ValueError):
            return []
        return [CompletionItem(name) for name in plans if name.startswith(incomplete)]


class Day(click.ParamType[date]):
    """A day such as 2026-12-31, and no other notation."""

    name = "day"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """The day that *value* writes; click's own type would answer with a format of C's."""
        text = str(value)
        try:
            day = date.fromisoformat(text)
        except ValueError:
            day = None
        # Python reads 20260302 and 2026-W10-1 too; nobody here writes them on purpose.
        if day is None or day.isoformat() != text:
            self.fail(f"{text!r} is not a day; write it like 2026-12-31", param, ctx)
        return day


def config_path(ctx: click.Context) -> Path:
    """The configuration: the verb's own -c, else the one before it, else the environment's."""
    return Path(ctx.meta.get(_CONFIG) or ctx.find_root().params.get("config") or "config.toml")


def command_line(rest: str) -> str:
    """The command that does *rest* with the configuration of the running one, for a shell."""
    path = config_path(click.get_current_context())
    if path == Path(os.environ.get("SYNCER_CONFIG") or "config.toml"):
        return f"syncer {rest}"
    return f"syncer -c {shlex.quote(str(path))} {rest}"


def as_run(advice: str) -> str:
    """*advice* with the configuration of the running command in each command that it names."""
    return re.sub(r"`syncer ([^`]*)`", lambda one: f"`{command_line(one[1])}`", advice)


def configured(ctx: click.Context) -> "Config":
    """The configuration; verbs ask for it before they import more: mistakes are told at once."""
    from syncer.app.config import load

    return load(config_path(ctx))


def config_option(function: F) -> F:
    """Give a verb -c, --debug and its context."""
    option = click.option(
        "-c", "--config", metavar="FILE", expose_value=False, callback=_remember,
        help="The configuration.",
    )  # fmt: skip
    debug = click.option("--debug", is_flag=True, expose_value=False, hidden=True)
    return cast(F, option(debug(click.pass_context(function))))


def plans_argument(function: F) -> F:
    """Take any number of plans; none given means all."""
    return click.argument("plans", metavar="[PLAN]...", nargs=-1, type=PlanName())(function)


def plan_argument(function: F) -> F:
    """Take one plan."""
    return click.argument("plan", type=PlanName())(function)


def json_option(function: F) -> F:
    """Offer one JSON document in place of tables."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")(
        function
    )


def credentials_option(function: F) -> F:
    """Take the credentials for a Google Sheet."""
    return click.option(
        "--credentials", default="", metavar="FILE",
        help="For a Google Sheet: a service account's key, or an OAuth client.",
    )(function)  # fmt: skip


def today_option(function: F) -> F:
    """Offer another day in place of today."""
    return click.option(
        "--today", type=Day(), metavar="YYYY-MM-DD", help="Evaluate as on this day.",
    )(function)  # fmt: skip


def _remember(ctx: click.Context, param: click.Parameter, value: str | None) -> None:  # noqa: ARG001
    if value:
        ctx.meta[_CONFIG] = value
