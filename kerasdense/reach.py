"""How far a network looks around a pixel: what tiles need to know of it."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Reach:
    """How far a network looks, and where parts of a picture may be cut out.

    A part that begins at a multiple of `step`, and has as many rows and columns as the
    whole, modulo `step`, is judged as in the whole but for `margin` pixels along cuts.

    Args:
        margin: Input pixels, up, down, left or right of its own place, beyond which an
            output depends on nothing. None: it sees everything, or too much.
        step: Input pixels.
    """

    margin: int | None
    step: int = 1

    def __post_init__(self):
        for name, least in (("margin", 0), ("step", 1)):
            value = getattr(self, name)
            unlimited = name == "margin" and value is None
            if not unlimited and (type(value) is not int or value < least):
                raise ValueError(f"Reach: {name} {value!r} is no number of pixels.")


UNLIMITED = Reach(None)


def reach_of(facts):
    """What facts.json holds -> the reach it tells.

    Raises:
        KeyError, TypeError, ValueError: It tells none.
    """
    return Reach(facts["reach"]["margin"], facts["reach"]["step"])
