"""Ctrl-C that waits for a good moment."""

import contextlib
import os
import signal


class Flag:
    """Whether somebody asked to stop."""

    is_set = False

    def set(self, *_):
        if self.is_set:  # asked twice: the person means it
            os._exit(130)
        self.is_set = True


@contextlib.contextmanager
def stop_signals():
    """-> a flag that Ctrl-C and SIGTERM set, so that a step is never cut in two.

    An exception out of a signal can also get lost: Python drops those that are raised
    while an object is being cleared away.
    """
    flag, before = Flag(), {}
    for name in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(ValueError):  # not the main thread: no signals
            before[name] = signal.signal(name, flag.set)
    try:
        yield flag
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
