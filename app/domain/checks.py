"""The checks of a form with several fields: they run one after another, and what they find is raised at once."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TypeVar

from app.domain.errors import Invalid

Value = TypeVar("Value")


class Checks:
    """Collects what is wrong with the values of one form, so that a person learns all of it at once.

    Of each field, the first problem is kept.
    """

    def __init__(self) -> None:
        self._problems: dict[str, str] = {}

    def unless(self, right: object, wrong: Invalid) -> None:
        """Keep the problems of `wrong` unless `right` is true."""
        if not right:
            self._keep(wrong)

    def value(self, read: Callable[[], Value], otherwise: Value, field: str = "") -> Value:
        """What `read` returns; if it raises Invalid, its problems are kept, and `otherwise` is returned.

        A problem without a field gets this `field`.
        """
        try:
            return read()
        except Invalid as error:
            self._keep(error, field)
            return otherwise

    @contextmanager
    def keeping(self, field: str = "") -> Generator[None]:
        """Keep the problems of an Invalid that is raised inside, and go on after it. `field` is as in `value`."""
        try:
            yield
        except Invalid as error:
            self._keep(error, field)

    def finish(self) -> None:
        """Raise one Invalid with every problem that was found, if there is one."""
        if self._problems:
            error = Invalid(next(iter(self._problems.values())))
            error.problems = dict(self._problems)
            raise error

    def finish_with(self, act: Callable[[], Value]) -> Value:
        """What `act` returns, if neither it nor any check before found a problem; otherwise raises as `finish` does.

        `act` may have changed the database by then, so this belongs into its write transaction. Another refusal of
        `act` counts only if every check before succeeded.
        """
        try:
            return act()
        except Invalid as error:
            self._keep(error)
            raise
        finally:
            self.finish()

    def _keep(self, error: Invalid, field: str = "") -> None:
        for name, words in error.problems.items():
            self._problems.setdefault(name or field, words)
