"""One verb over several plans: one that fails stops no other, and the exit code says so."""

from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

import click

from syncer.cli import told
from syncer.errors import AccessError, SyncerError

T = TypeVar("T")


class Gone(NamedTuple, Generic[T]):
    """How it went: what was made of the plans that got through, and how many did not."""

    results: list[T]
    failures: list[SyncerError]

    @property
    def exit_code(self) -> int:
        """
        0 where all got through, 1 where some did.

        Where none did: that of the failures, or 3 where they differ.
        """
        if not self.failures:
            return 0
        if self.results:
            return 1
        codes = {error.exit_code for error in self.failures}
        return codes.pop() if len(codes) == 1 else AccessError.exit_code


def each(plans: Sequence[str], work: Callable[[str], T]) -> Gone[T]:
    """Do *work* for each of *plans*; an error is told on standard error and the next one begun."""
    results: list[T] = []
    failures: list[SyncerError] = []
    for plan in plans:
        try:
            results.append(work(plan))
        except SyncerError as error:
            failures.append(error)
            if len(plans) > 1:
                error = type(error)(f"{plan}: {error}", hint=error.hint)
            click.echo(told(error), err=True)
    return Gone(results, failures)
