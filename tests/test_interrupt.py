import signal
import subprocess
import sys

from kerasdense.interrupt import stop_signals

TWICE = """
import os, signal
from kerasdense.interrupt import stop_signals
with stop_signals() as stop:
    os.kill(os.getpid(), signal.SIGINT)
    print(stop.is_set, flush=True)
    os.kill(os.getpid(), signal.SIGINT)
    print("too late", flush=True)
"""


def test_a_signal_sets_the_flag_and_what_was_before_comes_back():
    before = signal.getsignal(signal.SIGINT)
    for name in (signal.SIGINT, signal.SIGTERM):
        with stop_signals() as stop:
            assert not stop.is_set
            signal.raise_signal(name)
            assert stop.is_set
        assert signal.getsignal(signal.SIGINT) is before


def test_asked_twice_it_ends_at_once():
    done = subprocess.run([sys.executable, "-c", TWICE], capture_output=True, text=True)
    assert done.returncode == 130 and done.stdout == "True\n"
