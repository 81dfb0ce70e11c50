"""A mapping that is read when somebody first looks: a quiet cycle does not look at all."""

from collections.abc import Callable, ItemsView, Iterator, KeysView, Mapping, ValuesView
from typing import TypeVar

from syncer.store.failures import told_as_ours

Value = TypeVar("Value")


class Later(Mapping[str, Value]):
    """What *read* gives, once somebody asks; *place* names the state where it cannot be read."""

    __slots__ = ("_known", "_place", "_read")

    def __init__(self, read: Callable[[], dict[str, Value]], place: str) -> None:
        self._read = read
        self._place = place
        self._known: dict[str, Value] | None = None

    def __getitem__(self, key: str) -> Value:
        return self._whole()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole())

    def __len__(self) -> int:
        return len(self._whole())

    def __repr__(self) -> str:
        return repr(self._whole())

    # Mapping has the following, but asks for each key one by one.

    def keys(self) -> KeysView[str]:
        """Of the mapping that was read."""
        return self._whole().keys()

    def values(self) -> ValuesView[Value]:
        """Of the mapping that was read."""
        return self._whole().values()

    def items(self) -> ItemsView[str, Value]:
        """Of the mapping that was read."""
        return self._whole().items()

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Later):
            return self is other or self._whole() == other._whole()
        return self._whole() == other

    __hash__ = None  # type: ignore[assignment]

    def _whole(self) -> dict[str, Value]:
        if self._known is None:
            with told_as_ours(self._place):
                self._known = self._read()
        return self._known
