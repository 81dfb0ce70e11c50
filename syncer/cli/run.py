"""`syncer run`: the daemon."""

import logging
import os
import sys

import click

from syncer.cli.options import config_option, configured


@click.command("run")
@config_option
def command(ctx: click.Context) -> int:
    """
    Keep all plans in step until it is stopped, and serve their feeds.

    A workbook is synced as soon as it is saved, every plan from time to time (`every`). Ctrl-C or
    SIGTERM ends it, SIGHUP has it read its configuration anew.
    """
    config = configured(ctx)

    from syncer.app.daemon import run
    from syncer.app.logs import set_up

    set_up(config.service.log, who="daemon")
    run(config)
    logging.shutdown()
    sys.stdout.flush()
    # A thread may still wait for a dead network: what that was for is done by the next start.
    os._exit(0)
