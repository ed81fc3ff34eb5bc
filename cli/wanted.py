"""What a person wants of `kerasdense predict`, told once."""

import dataclasses
from pathlib import Path
from typing import Any


@dataclasses.dataclass(frozen=True)
class Wanted:
    """
    Args:
        to: Where results go, as typed.
        overwrite: Whether results that exist are replaced.
        overlay: Whether a picture for people is written beside each.
        sampled: Whether the network is sampled, and its doubts are written.
        thin: Whether only the ridges of boundaries are.
        lens: Of the camera, for depth; see `geometry.lens_of`.
        motion: A `Motion`, of models of flow.
        options: Of `predict_in_parts`.
        reading: Further arguments of what reads pictures, videos and raw files.
    """

    to: Path
    overwrite: bool = False
    overlay: bool = False
    sampled: bool = False
    thin: bool = False
    lens: Any = None
    motion: Any = None
    options: dict = dataclasses.field(default_factory=dict)
    reading: dict = dataclasses.field(default_factory=dict)

    def with_options(self, more):
        """-> the same, with further options of `predict_in_parts`."""
        return dataclasses.replace(self, options=self.options | more)

    def overlay_of(self, path):
        """-> the file of the picture for people, if one is wanted of that result."""
        if path is None or not self.overlay:
            return None
        return path.with_name(f"{path.stem}_overlay.png")

    def without_overlay(self):
        return dataclasses.replace(self, overlay=False)
