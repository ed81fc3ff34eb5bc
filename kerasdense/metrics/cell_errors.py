"""Whether cells are told apart: the measures of the ISBI 2012 challenge."""

import keras
import numpy as np
from keras import ops


@keras.saving.register_keras_serializable("kerasdense")
class CellErrors(keras.metrics.Metric):
    """How far pieces of the prediction are those of the truth, meaned over images.

    Arganda-Carreras et al., "Crowdsourcing the creation of image segmentation
    algorithms for connectomics", Frontiers in Neuroanatomy 9:142 (2015), as in Fiji's
    Trainable Segmentation (PixelError, RandError, VariationOfInformation). A piece is
    what is inside and joined over the sides of its pixels.

        pixel_error  the part of pixels that are wrong
        rand_error   1 - the F-score of pairs of pixels that are in one piece, among the
                     pixels inside in the truth; those that are not inside in the
                     prediction are pieces of one pixel
        v_rand       that F-score after the border of the prediction was thinned
        v_info       2 I(A; B) / (H(A) + H(B)) of the pieces, likewise thinned

    The first two are of the challenge of 2012; the last two are what its organisers
    rank by since, in place also of the third of 2012, the warping error, which is not
    computed here. Fiji takes the best of eleven thresholds of a probability; class ids
    have none, and are what it calls a binary proposal. Thinning is a watershed from the
    predicted pieces over the rest: scikit-image's, whose line may run a pixel beside
    Fiji's where two pieces are equally near. Pixels of no weight are as if outside in
    the truth. Computed with NumPy.

    Args:
        inside: The id of the class whose pieces are told apart.
    """

    NUMBERS = ("pixel_error", "rand_error", "v_rand", "v_info")
    protocol = (
        "pixel error, and over pixels inside in the truth: Rand error (1 - F-score), "
        "and after thinning the predicted border V_rand and V_info; pieces are joined "
        "over sides; of class ids, without a search for the best threshold; mean of "
        "images"
    )

    def __init__(self, inside=1, name="cells", dtype=None):
        super().__init__(name=name, dtype=dtype)
        self.inside = inside
        shape = (len(self.NUMBERS),)
        self.totals = self.add_variable(shape, "zeros", dtype="float64", name="totals")
        self.images = self.add_variable((), "zeros", dtype="float64", name="images")

    def update_state(self, y, prediction, w=None):
        """Measures each image, of ids [B, H, W, 1]. One with nothing inside in the
        truth does not count."""
        y, prediction = (ops.convert_to_numpy(ids)[..., 0] for ids in (y, prediction))
        w = np.ones(y.shape) if w is None else ops.convert_to_numpy(w)[..., 0]
        for truth, predicted, counts in zip(y, prediction, w > 0, strict=True):
            true, found = truth == self.inside, predicted == self.inside
            if (true & counts).any():
                self.totals.assign_add(cell_errors(true, found, counts))
                self.images.assign_add(1.0)

    def result(self):
        means = ops.unstack(self.totals / self.images, len(self.NUMBERS))
        return dict(zip(self.NUMBERS, means))

    def get_config(self):
        return {**super().get_config(), "inside": self.inside}


def cell_errors(true, found, counts):
    """Masks [H, W] -> the four numbers of an image."""
    wrong = ((true != found) & counts).sum() / counts.sum()
    truth = pieces(true & counts)
    rand, _ = agreement(truth, pieces(found))
    v_rand, v_info = agreement(truth, thinned(found))
    return np.array([wrong, 1 - rand, v_rand, v_info])


def pieces(mask):
    """bool [H, W] -> whole numbers [H, W]: 0 outside, and each piece its own."""
    from skimage.measure import label

    return label(mask, connectivity=1)


def thinned(mask):
    """The pieces of a mask, grown until lines one pixel wide are left between them."""
    from skimage.segmentation import watershed

    flat = np.zeros(mask.shape, np.uint8)
    return watershed(flat, pieces(mask), connectivity=1, watershed_line=True)


def agreement(truth, predicted):
    """-> the Rand F-score and the information score, over pixels where truth is not 0.

    Both of squares of sizes over n^2, n being the number of these pixels; where the
    prediction is 0, each pixel is a piece of its own. If both have one piece, both
    scores are 1.
    """
    inside = truth > 0
    a, b = truth[inside].astype(np.int64), predicted[inside].astype(np.int64)
    n, alone = len(a), int((b == 0).sum())
    a_all, a, b = a, a[b > 0], b[b > 0]
    _, of_a = np.unique(a_all, return_counts=True)
    _, of_b = np.unique(b, return_counts=True)
    _, of_both = np.unique(a * (b.max(initial=0) + 1) + b, return_counts=True)
    of_a, of_b, of_both = of_a / n, of_b / n, of_both / n
    single = alone / n  # their part of all, and each is 1/n of it

    both = (of_both**2).sum() + single / n
    rand = 2 * both / ((of_a**2).sum() + (of_b**2).sum() + single / n)

    entropy_a = -(of_a * np.log(of_a)).sum()
    entropy_b = -(of_b * np.log(of_b)).sum() + single * np.log(n)
    entropy_both = -(of_both * np.log(of_both)).sum() + single * np.log(n)
    whole = entropy_a + entropy_b
    info = 2 * (whole - entropy_both) / whole if whole > 1e-12 else 1.0
    return rand, info
