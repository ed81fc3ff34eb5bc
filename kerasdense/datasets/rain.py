"""Rain pairs: the same picture in rain and dry, both in one folder."""

from kerasdense.datasets.folders import Pairs, pictures_in
from kerasdense.errors import InputError

# How the files of Fu et al. are called: rain1 and norain1, 1rain and 1ground_truth.
WET, DRY = "rain", ("norain", "ground_truth")


class Rain(Pairs):
    """Pictures in rain ("damaged") and the same ones dry ("image").

    Files are pairs that are called alike but for a word: `rain` for the one in rain,
    `norain` or `ground_truth` for the dry one. Others are no part of it.

    Raises:
        InputError: A picture has no partner, or there are no pairs at all.
    """

    def __init__(self, folder):
        wet, dry = {}, {}
        for path in pictures_in(folder):
            word = next((w for w in (*DRY, WET) if w in path.stem), None)
            if word:
                of_kind = wet if word == WET else dry
                of_kind[path.stem.replace(word, "", 1)] = path
        alone = [*(wet.keys() - dry.keys()), *(dry.keys() - wet.keys())]
        if alone or not wet:
            what = f"{(wet | dry)[min(alone)].name} has no partner" if alone else "none"
            raise InputError(
                f"{folder} should hold pairs called as rain1.png and norain1.png, or "
                f"1rain.jpg and 1ground_truth.jpg: {what}. For others there is "
                "pairs:RAINY,DRY, of two folders."
            )
        self.pairs = [(path, dry[number]) for number, path in wet.items()]
