"""Options that several verbs share."""

from collections.abc import Callable
from datetime import date, datetime
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


def config_path(ctx: click.Context) -> Path:
    """The configuration: the verb's own -c, else the one before it, else the environment's."""
    return Path(ctx.meta.get(_CONFIG) or ctx.find_root().params.get("config") or "config.toml")


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


def today_option(function: F) -> F:
    """Offer another day in place of today."""
    return click.option(
        "--today", type=click.DateTime(["%Y-%m-%d"]), callback=_date, metavar="YYYY-MM-DD",
        help="Evaluate as on this day.",
    )(function)  # fmt: skip


def _remember(ctx: click.Context, param: click.Parameter, value: str | None) -> None:  # noqa: ARG001
    if value:
        ctx.meta[_CONFIG] = value


def _date(ctx: click.Context, param: click.Parameter, value: datetime | None) -> date | None:  # noqa: ARG001
    return value.date() if value else None
