"""Networks whose input is an image and whose output is an image."""

__version__ = "0.1.0"
