"""`syncer init --apps-script`: a script for a Google Sheet that tells the service of edits."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def print_scripts(target: "Console", config: Path, url: str) -> None:
    """Print the script of each plan in a Google Sheet, and what to do with it."""
    from syncer.app.addresses import google_sheet
    from syncer.app.config import load
    from syncer.app.hook_secret import apps_script, hook_secret, make_secret, secret_file
    from syncer.cli.terminal import said
    from syncer.errors import UsageError

    loaded = load(config)
    plans = [name for name, table in loaded.plans.items() if google_sheet(table.source)]
    if not plans:
        raise UsageError("no plan of this configuration is a Google Sheet")
    for plan in plans:
        script = apps_script(url, plan)
        if hook_secret(loaded, plan) is None:
            path = make_secret(loaded, plan)
            target.print(said(f"{path}: a new secret. Add to [plan.{plan}] in {config}:"))
            target.print(said(f'  hook_secret_file = "{path.name}"'))
        where = f"its value what stands in {secret_file(loaded, plan)}."
        steps = (
            f"Open the sheet of {plan}; Extensions, Apps Script; replace what stands there by:",
            f"Project Settings (the cog), Script Properties, Add script property: SYNCER_SECRET, {where}",
            "Back in the editor choose the function install, click Run, and agree.",
        )
        for number, step in enumerate(steps, 1):
            target.print(said(f"{number}. {step}"))
            if number == 1:
                target.out(f"\n{script}", highlight=False)
