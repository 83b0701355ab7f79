"""A thread-safe LRU cache with two bounds: the number of values and their total weight."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from math import inf
from typing import Generic, TypeVar

Value = TypeVar("Value")


class BoundedCache(Generic[Value]):
    """Keeps at most `most` values, which together weigh at most `heaviest` by `weigh`; without these any weight."""

    def __init__(self, most: int, heaviest: float = inf, weigh: Callable[[Value], int] = lambda value: 0) -> None:
        self._most = most
        self._heaviest = heaviest
        self._weigh = weigh
        self._weight = 0
        self._kept: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Value | None:
        """The value kept under this key; None if there is none."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def keep(self, key: Hashable, value: Value) -> None:
        """Keep a value under this key, replacing any earlier one."""
        with self._lock:
            before = self._kept.pop(key, None)
            self._kept[key] = value
            self._weight += self._weigh(value) - (0 if before is None else self._weigh(before))
            while len(self._kept) > self._most or self._weight > self._heaviest:
                _key, dropped = self._kept.popitem(last=False)
                self._weight -= self._weigh(dropped)

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def weight(self) -> int:
        """The total weight of the kept values."""
        return self._weight
