"""Photographs in three times as many rows and columns: a narrow EDSR.

    kerasdense train sr_x3 runs/sr-x3 --data images:PHOTOS --from runs/sr-x2

It begins with the weights of two times, all but those of the sub-pixels that are new,
as the paper trains it. Its settings are those of `sr_x2`, which tells the paper's.
"""

import functools

from kerasdense.recipes import sr_x2

recipe = functools.partial(sr_x2.recipe, scale=3, patch=144)
