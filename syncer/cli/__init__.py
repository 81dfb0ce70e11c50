"""The command line: finds the verb that was asked for, and turns errors into exit codes."""

import gc
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from typing import Any, Final

import click

from syncer import __version__
from syncer.errors import SyncerError

VERBS: Final = {
    "init": "Look at a spreadsheet and write a configuration for it.",
    "inspect": "Show how a spreadsheet is understood; needs no configuration.",
    "check": "List everything in the plans that a person should mend.",
    "diff": "Show what a sync would change, and change nothing.",
    "sync": "Bring the sheets' computed columns and the feeds up to date.",
    "run": "Keep all plans in step and serve their feeds, until stopped.",
    "feeds": "Give out, list and revoke the addresses people subscribe to.",
    "status": "Show where each milestone stands, and why.",
    "history": "Show which due dates moved, when, and why.",
    "baseline": "List the agreed days, or set new ones.",
    "held": "List the deletions that wait for a person; apply or drop them.",
    "mappings": "List the languages and tools whose words are known; show one.",
    "export": "Write the evaluated plan as JSON, CSV, ICS or XLSX.",
    "doctor": "Check that everything a sync needs is in order.",
    "backup": "Copy the state to a file, while the daemon runs.",
    "restore": "Put a backup of the state back.",
    "fsck": "Check the state; rebuild what can be rebuilt.",
    "completion": "Print the script that completes commands in your shell.",
}
INTERRUPTED: Final = 130
_YOUNG: Final = 50_000
"""
Objects that are made from one look for garbage to the next. A start makes many and drops few: with
Python's own 700 a fifth of it would be looking.
"""


class Verbs(click.Group):
    """Loads a verb only when it runs, so that --help is instant."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Every verb, in the order of a first day with the product."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The verb called *cmd_name*."""
        if cmd_name not in VERBS:
            return None
        command: click.Command = import_module(f"syncer.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb that *args* begin with; an unknown one is answered with the nearest."""
        if args and args[0] not in VERBS and not args[0].startswith("-"):
            near = get_close_matches(args[0], VERBS, n=1)
            meant = f"; did you mean {near[0]!r}?" if near else ""
            raise click.UsageError(f"there is no command {args[0]!r}{meant}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the verbs with their one-liners, none of them loaded for it."""
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-c", "--config", metavar="FILE", envvar="SYNCER_CONFIG", default="config.toml",
    show_envvar=True, show_default=True, help="The configuration.",
)  # fmt: skip
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.version_option(__version__, message="syncer %(version)s")
def cli(config: str, debug: bool) -> None:
    """
    Keep a plan in a spreadsheet: check it, compute where each milestone stands, write that
    back beside the rows, publish calendars.

    Begin with `syncer init plan.xlsx`.
    """


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    if argv is None:  # a process of its own
        gc.set_threshold(_YOUNG, 20, 20)
    args = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        # A title that the terminal's encoding lacks must not break the command.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace")
    try:
        return int(cli.main(args, prog_name="syncer", standalone_mode=False) or 0)
    except SyncerError as error:
        return _refused(error, debug="--debug" in args)
    except click.ClickException as error:
        return _misused(error)
    except (click.Abort, KeyboardInterrupt):
        click.echo("syncer: stopped", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader (`| head`) has seen enough. Python would complain once more at its exit.
        sys.stdout = None
        return 0
    except Exception as error:  # noqa: BLE001 - the one place: whatever is left is our bug
        return _bug(error, debug="--debug" in args)


def told(error: SyncerError) -> str:
    """An error as people see it: the message and, on a line of its own, what to do."""
    from syncer.cli.plain_text import plain_lines

    hint = f"\n  try: {error.hint}" if error.hint else ""
    return plain_lines(f"syncer: {error}{hint}")


def _refused(error: SyncerError, *, debug: bool) -> int:
    if debug:
        click.echo(_traceback(error), err=True)
    click.echo(told(error), err=True)
    return error.exit_code


def _misused(error: click.ClickException) -> int:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return error.exit_code
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "syncer"
    # Where an argument is missing click lists its choices over several lines.
    message = " ".join(error.format_message().split())
    click.echo(f"syncer: {message}\n  try: {path} --help", err=True)
    return error.exit_code


def _bug(error: Exception, *, debug: bool) -> int:
    import tempfile

    said = _traceback(error)
    if debug:
        click.echo(said, err=True)
        where = "the traceback stands above"
    else:
        with tempfile.NamedTemporaryFile(
            "w", prefix="syncer-bug-", suffix=".txt", delete=False, encoding="utf-8",
            errors="backslashreplace",
        ) as file:  # fmt: skip
            file.write(said)
        where = f"the traceback is in {file.name}"
    summary = f"syncer: this is a bug in syncer {__version__}: {type(error).__name__}; {where}"
    click.echo(
        f"{summary}\n  try: report it with the traceback; a sync goes on with what is left when it runs again",
        err=True,
    )
    return 1


def _traceback(error: BaseException) -> str:
    import traceback

    from syncer.app.addresses import masked

    lines: list[Any] = traceback.format_exception(error)
    return masked("".join(lines))
