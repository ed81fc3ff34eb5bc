"""Colour photographs freed from Gaussian noise of any strength up to 55.

    kerasdense train denoise_color runs/denoise-color --data images:PHOTOS

The shipped model `denoise-color`; its card tells the data, the hours and the scores.
"""

import functools

from kerasdense.recipes import denoise_gray

recipe = functools.partial(denoise_gray.recipe, channels=3)
