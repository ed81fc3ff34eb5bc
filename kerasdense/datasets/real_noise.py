"""Noise that cameras really left: one shot, and the mean of many of the same scene.

PolyU: Xu, Li, Liang, Zhang & Zhang, "Real-world Noisy Image Denoising: A New
Benchmark", arXiv:1804.02603. CC: Nam, Hwang, Matsushita & Kim, "A Holistic Approach to
Cross-Channel Image Noise Modeling and its Application to Image Denoising", CVPR 2016.
"""

from kerasdense.datasets.dataset import Dataset
from kerasdense.datasets.folders import pictures_in, size_of
from kerasdense.errors import InputError
from kerasdense.files import picture

SHOT, MEAN = "_real", "_mean"  # how the names of the files end


class RealNoise(Dataset):
    """A folder with NAME_real and NAME_mean of each scene, as PolyU and CC have it.

    "damaged" is the shot, "image" the mean.

    Raises:
        InputError: A shot has no mean, or there is none at all.
    """

    fields = ("damaged", "image")

    def __init__(self, folder):
        by_stem = {path.stem: path for path in pictures_in(folder)}
        names = [stem.removesuffix(SHOT) for stem in by_stem if stem.endswith(SHOT)]
        if not names:
            raise InputError(
                f"{folder} has no picture called NAME{SHOT}, beside NAME{MEAN}: name "
                "the folder with the cropped pairs, or use pairs:INPUTS,TARGETS."
            )
        for name in names:
            if name + MEAN not in by_stem:
                raise InputError(
                    f"{by_stem[name + SHOT]} has no partner called {name}{MEAN}: put "
                    "the mean of its shots beside it, or take it out."
                )
        self.names = names
        self.pairs = [(by_stem[n + SHOT], by_stem[n + MEAN]) for n in names]

    def __len__(self):
        return len(self.pairs)

    def read(self, index):
        damaged, image = (picture.read(path).pixels for path in self.pairs[index])
        if damaged.shape[:2] != image.shape[:2]:
            shot, mean = self.pairs[index]
            raise InputError(
                f"{shot} is {size_of(damaged)} but {mean} is {size_of(image)}: they "
                "must show the same pixels."
            )
        return {"damaged": damaged, "image": image}

    def name(self, index):
        return self.names[index]
