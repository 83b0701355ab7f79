"""Supervised threads: an exception is logged and its callers are answered; repeated exceptions stop the process."""

import logging
import os
import signal
import threading
from collections.abc import Callable

from app.storage.jobs import ThreadDied

log = logging.getLogger("commonboard.database")


class SupervisedThread:
    """Calls `step` repeatedly until it returns False or raises twice in a row.

    `died` is called after each exception. After two in a row, `give_up` is called with one line for the host.
    """

    def __init__(
        self,
        name: str,
        step: Callable[[], bool],
        *,
        died: Callable[[ThreadDied], None],
        give_up: Callable[[str], None],
    ) -> None:
        self._name = name
        self._step = step
        self._died = died
        self._give_up = give_up
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._starting = threading.Lock()
        self._started = False

    def start(self) -> None:
        """Start the thread, unless it was started before."""
        if self._started:
            return
        with self._starting:
            if not self._started:
                self._thread.start()
                self._started = True

    def join(self) -> None:
        """Wait for the thread to end, if it was started."""
        if self._started:
            self._thread.join()

    def _run(self) -> None:
        failed_before = False
        going_on = True
        while going_on:
            try:
                going_on = self._step()
                failed_before = False
            except BaseException as error:
                log.critical("the %s thread died", self._name, exc_info=error)
                died = ThreadDied(f"the {self._name} thread died: the result of this action is not known")
                died.__cause__ = error
                if failed_before:
                    # Called before the callers are answered, so that their next jobs are refused at once.
                    self._give_up(f"the {self._name} thread died again immediately: stopping this process")
                    self._died(died)
                    return
                self._died(died)
                failed_before = True


def stop_process(message: str) -> None:
    """Log one line and stop this process with SIGTERM, so that a service manager restarts it."""
    log.critical(message)
    os.kill(os.getpid(), signal.SIGTERM)
