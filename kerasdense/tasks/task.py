"""What the pixels mean."""

from keras import ops


class Task:
    """What the pixels of an input, an output and a target mean.

    Six verbs join a sample of named arrays to a network:

        input    sample -> x [H, W, channels_in], what the network sees
        target   sample -> y, w: the truth, and how much each pixel counts
        loss     y, output, w -> [B], one number for each image
        decode   output, x -> prediction
        metrics  fresh metrics, each to be fed y, prediction, w
        render   y or prediction of one image -> uint8 [H, W, 3], for people

    The truth stays in physical units (metres, class ids, sRGB in [0, 1]) from the
    dataset to the metrics, and predictions come out in the same units. How the
    network writes them down (log metres, logits) is known to `loss` and `decode` and
    to nothing else.

    All but `render` are written in `keras.ops`: they run inside tf.data, in a training
    step, eagerly, in exported files, and on other backends than TensorFlow.
    """

    reads = ("image",)  # the arrays of a sample that make x
    optional = ()  # of these, what `input` can do without
    learns = ()  # the arrays of a sample that make y
    scale = 1  # sides of y over sides of x
    stride = 1  # sides of y over sides of what the network writes, rounded up
    channels = None  # of pictures, where they must be 1 or 3
    damage = ""  # what is done to clean pictures to have some to mend
    side = 0  # longest side of pictures that the network is shown, 0: as they are
    luma = False  # whether pictures are reduced to their luma, BT.601
    keeps_lightness = False  # whether it gives colours to a picture's own lightness
    writes = "picture"  # what it predicts: picture, labels, depth, normals, or maps
    parts = {}  # of maps, {name: the task of one}; see Together
    whole = False  # whether its map is of a size of its own, of the picture as a whole
    coarse = ()  # outputs that are smaller, and there for the loss alone
    tile = 512  # pixels: the longest side of the parts of a large picture, by default
    decided = False  # whether outputs are predictions already, as exported files write
    monitor = "loss"  # the score by which the best network is chosen
    more_is_better = True  # of that score

    def input(self, sample):
        """Lays the arrays side by side, 8- and 16-bit ones scaled to [0, 1]."""
        return ops.concatenate([to_unit(sample[name]) for name in self.reads], axis=-1)

    def target(self, sample):
        raise NotImplementedError

    def loss(self, y, output, w):
        raise NotImplementedError

    def decode(self, output, x):
        raise NotImplementedError

    def metrics(self):
        raise NotImplementedError

    def extras(self):
        """-> {name: fresh metric}: what is measured only when it is asked for."""
        return {}

    def protocols(self):
        """-> {name: fresh metrics}: habits of a field, where it has several by name.

        The first is that of `metrics`.
        """
        return {}

    def render(self, prediction):
        raise NotImplementedError


def to_unit(pixels):
    """8- and 16-bit pixels -> float32 in [0, 1]; floats stay as they are."""
    most = {"uint8": 255.0, "uint16": 65535.0}.get(keras_dtype(pixels), 1.0)
    return ops.cast(pixels, "float32") / most


def keras_dtype(array):
    """-> the name of an array's type, whoever made the array."""
    return getattr(array.dtype, "name", str(array.dtype))
