import numpy as np

from kerasdense.memory import peak_megabytes, resident

HOLD = """
import sys
from kerasdense.memory import resident
held = bytearray(1000000 * int(sys.argv[1]))
for place in range(0, len(held), 4096):
    held[place] = 1
print("words of no interest")
print(resident())
"""


def test_a_process_says_what_it_held():
    little, much = (peak_megabytes(HOLD, megabytes) for megabytes in (1, 101))
    assert 95 < much - little < 110


def test_what_the_parent_holds_is_not_the_childs():
    little = peak_megabytes(HOLD, 1)
    held = np.ones(50_000_000)  # 400 MB
    assert resident() > 400
    assert peak_megabytes(HOLD, 1) < little + 50
    assert held[-1] == 1


def test_a_process_that_fails_says_nothing():
    assert peak_megabytes("raise SystemExit(3)") is None
