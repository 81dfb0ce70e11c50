"""`syncer completion`: the script that completes commands in a shell."""

import click
from click.shell_completion import get_completion_class

from syncer.errors import UsageError

_SHELLS = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", type=click.Choice(_SHELLS))
def command(shell: str) -> None:
    """
    Print the script that completes `syncer` in SHELL.

    \b
    bash: syncer completion bash > ~/.local/share/bash-completion/completions/syncer
    zsh:  syncer completion zsh > "${fpath[1]}/_syncer"
    fish: syncer completion fish > ~/.config/fish/completions/syncer.fish
    """  # noqa: D301 - click reads the backspace
    from syncer.cli import cli

    found = get_completion_class(shell)
    if found is None:
        raise UsageError(f"there is no completion for {shell}")
    complete = found(cli, {}, "syncer", "_SYNCER_COMPLETE")
    # Not `source()`: it runs a shell to ask for its version, and warns where there is none.
    click.echo(complete.source_template % complete.source_vars())
