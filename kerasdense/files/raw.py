"""Raw files: what the sensor of a camera told, by rawpy and LibRaw.

All that is known of the camera is read from its file: how colour filters lie, black and
white level, white balance, which side is up, and how long it was exposed.
"""

import contextlib
import dataclasses
import io

import numpy as np
from PIL import Image

from kerasdense.errors import InputError
from kerasdense.files.exif import upright
from kerasdense.files.stored import MAX_PIXELS, contents, naming, refuse_bomb
from kerasdense.pixels import mosaic
from kerasdense.pixels.mosaic import Pattern

ENDINGS = (
    ".arw", ".cr2", ".cr3", ".crw", ".dcr", ".dng", ".erf", ".kdc", ".mef", ".mrw",
    ".nef", ".nrw", ".orf", ".pef", ".raf", ".rw2", ".sr2", ".srf", ".srw",
)  # fmt: skip
# LibRaw's flips, which are bits (1 mirrors columns, 2 rows, 4 swaps both), in EXIF's
# numbers.
ORIENTATIONS = {0: 1, 1: 2, 2: 4, 3: 3, 4: 5, 5: 8, 6: 6, 7: 7}
BRIGHT = 0.2  # mean light, of full: that of the training pictures of BSDS500
MOST = 300.0  # of ratios: what Chen et al. learned
SAMPLED = 500_000  # pixels that an automatic ratio is judged by


@dataclasses.dataclass(frozen=True, eq=False)
class Raw:
    """What a sensor told, and what is needed to understand it.

    Args:
        mosaic: uint16 [H, W], as the sensor lies; it begins with a whole tile of the
            pattern, and ends with one.
        pattern: Of the colour filters.
        black: What it tells of no light, float32 [channels].
        white: What it tells at most.
        balance: Gains of red, green and blue as the camera chose them, the least 1.
        orientation: EXIF's, 1 to 8.
        place: Rows and columns of the whole sensor that the mosaic is, as slices.
        seconds: How long it was exposed, or None.
        name: Of the file, for people.
    """

    mosaic: np.ndarray
    pattern: Pattern
    black: np.ndarray
    white: float
    balance: tuple[float, float, float]
    orientation: int = 1
    place: tuple[slice, slice] = (slice(None), slice(None))
    seconds: float | None = None
    name: str = ""

    def amplified(self, ratio, balanced=True):
        """-> `Amplified`, as if exposed `ratio` times as long.

        Args:
            balanced: Whether white balance is done.
        """
        gains = mosaic.of_channels(self.balance if balanced else (1,) * 3, self.pattern)
        return Amplified(self, ratio, gains)

    def upright(self, picture):
        """[H, W, C], as the sensor lies -> as seen."""
        return upright(picture, self.orientation)


@dataclasses.dataclass(frozen=True, eq=False)
class Amplified:
    """A packed mosaic, made part by part as it is sliced, for the whole is large.

    Slices are float32 [h, w, channels] in [0, 1].
    """

    raw: Raw
    ratio: float
    gains: np.ndarray

    dtype = np.dtype(np.float32)

    @property
    def shape(self):
        pattern = self.raw.pattern
        rows, columns = (side // pattern.cell for side in self.raw.mosaic.shape)
        return rows, columns, pattern.channels

    def __getitem__(self, part):
        raw, cells, tile = self.raw, self.raw.pattern.cells, self.raw.pattern.tile
        ends = [each.indices(n)[:2] for each, n in zip(part, self.shape)]
        # Whole tiles, of which what was not asked for is left out again.
        tiles = [(first // cells, -(-end // cells)) for first, end in ends]
        place = tuple(slice(first * tile, end * tile) for first, end in tiles)
        packed = mosaic.pack(raw.mosaic[place], raw.pattern)
        inner = tuple(
            slice(first - of * cells, end - of * cells)
            for (first, end), (of, _) in zip(ends, tiles)
        )
        light = mosaic.light_of(packed[inner], raw.black, raw.white)
        return mosaic.amplified(light, self.ratio, self.gains)


def read(source, *, max_pixels=MAX_PIXELS, name=None):
    """A raw file -> `Raw`.

    Args:
        source: Path, or the bytes of a file.
        max_pixels: Larger ones are refused before they are decoded.
        name: What messages call the source; its path when None.

    Raises:
        InputError: It is no raw file, or one whose pixels have all colours already or
            filters that are neither Bayer's nor X-Trans'; rawpy is not installed.
    """
    data, name = contents(source, name)
    with opened(data, name, max_pixels) as file:
        sensor = file.raw_image_visible
        colours = file.raw_colors_visible
        found = mosaic.phase_of(letters_of(file, colours[:12, :12]))
        if found is None:
            raise InputError(
                f"{name}: its colour filters lie neither as Bayer's do nor as X-Trans' "
                "do, and no network here has learned others."
            )
        pattern, row, column = found
        place = mosaic.whole_tiles(sensor.shape, pattern, row, column)
        first = tuple(slice(n, n + pattern.tile) for n in (row, column))
        index = mosaic.pack(colours[first], pattern)[0, 0]
        black = np.float32(file.black_level_per_channel)[index]
        return Raw(
            mosaic=np.array(sensor[place], np.uint16),
            pattern=pattern,
            black=black,
            white=float(file.white_level),
            balance=balance_of(file),
            orientation=ORIENTATIONS.get(file.sizes.flip, 1),
            place=place,
            seconds=seconds_of(file),
            name=name,
        )


def developed(source, ratio=1.0, *, name=None, cut=False):
    """What LibRaw makes of a raw file -> uint16 [H, W, 3], sRGB.

    Chen et al.'s truth is this of the long exposure: the camera's white balance, and no
    brightening of LibRaw's own.

    Args:
        ratio: What its light is multiplied by, before the tone curve.
        cut: Whether to leave it as the sensor lies, and to keep the part that `read`
            has; else it is whole and upright.

    Raises:
        InputError: See `read`.
    """
    data, name = contents(source, name)
    flip = {"user_flip": 0} if cut else {}
    with opened(data, name, MAX_PIXELS) as file:
        picture = file.postprocess(
            use_camera_wb=True,
            half_size=False,
            no_auto_bright=True,
            output_bps=16,
            bright=ratio,
            **flip,
        )
    return picture[read(data, name=name).place] if cut else picture


def exposure(source, *, name=None):
    """-> seconds that a raw file was exposed, or None where it does not say."""
    data, name = contents(source, name)
    with opened(data, name, MAX_PIXELS, unpack=False) as file:
        return seconds_of(file)


def automatic_ratio(raw):
    """-> the ratio, from 1 to 300, that makes a raw file as bright as most pictures.

    It is judged by the mean of what is not too bright to be told, white balance done.
    """
    pattern = raw.pattern
    tiles = raw.mosaic.size // pattern.tile**2
    step = max(1, int(np.sqrt(tiles * pattern.tile**2 / SAMPLED)))
    rows, columns = (side // pattern.tile for side in raw.mosaic.shape)
    shape = rows, pattern.tile, columns, pattern.tile
    some = raw.mosaic.reshape(shape)[::step, :, ::step].swapaxes(1, 2)
    some = some.swapaxes(1, 2).reshape(
        -(-rows // step) * pattern.tile, -(-columns // step) * pattern.tile
    )
    light = mosaic.light_of(mosaic.pack(some, pattern), raw.black, raw.white)
    gains = mosaic.of_channels(raw.balance, pattern)
    least, most = 1.0, MOST
    for _ in range(30):  # the mean grows with the ratio
        middle = np.sqrt(least * most)
        dark = mosaic.amplified(light, middle, gains).mean() < BRIGHT
        least, most = (middle, most) if dark else (least, middle)
    return float(np.sqrt(least * most))


@contextlib.contextmanager
def opened(data, name, max_pixels, *, unpack=True):
    """-> rawpy's file, unpacked unless it is said otherwise. A context manager.

    Raises:
        InputError: See `read`.
    """
    try:
        import rawpy
    except ImportError:
        raise InputError(
            f"{name}: raw files need a package of its own: pip install "
            '"kerasdense[raw]".'
        ) from None
    with rawpy.RawPy() as file, naming(name):
        try:
            file.open_buffer(io.BytesIO(data))
        except rawpy.LibRawError as error:
            raise InputError(_reason(data, name, error)) from error
        sizes = file.sizes
        refuse_bomb(sizes.raw_width, sizes.raw_height, name, max_pixels)
        try:
            if unpack and file.raw_type == rawpy.RawType.Stack:  # asking unpacks
                raise InputError(
                    f"{name}: holds all colours at each pixel, as a linear DNG does or "
                    "a Foveon sensor, and no mosaic of colour filters, which this "
                    "model is for. Give the file as the camera wrote it."
                )
            yield file
        except rawpy.LibRawError as error:
            raise InputError(
                f"{name}: cannot be decoded, broken or cut short ({_words(error)}). "
                "Copy it again from the camera."
            ) from error


def letters_of(file, colours):
    """Numbers of colour filters -> their letters."""
    names = np.array(list(file.color_desc.decode("ascii", "replace")))
    return names[np.minimum(colours, len(names) - 1)]


def balance_of(file):
    """-> gains of red, green and blue, the least 1: the camera's, or daylight's."""
    for told in (file.camera_whitebalance, file.daylight_whitebalance):
        gains = np.array(told[:3], float)
        if np.isfinite(gains).all() and gains.min() > 0:
            return tuple((gains / gains.min()).tolist())
    return 1.0, 1.0, 1.0


def seconds_of(file):
    seconds = getattr(getattr(file, "other", None), "shutter_speed", 0)
    return float(seconds) if seconds and np.isfinite(seconds) else None


def _reason(data, name, error):
    """What to say of a file that LibRaw does not open."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            kind = image.format
    except Exception:  # no picture at all, or a broken one
        return f"{name}: is no raw file that LibRaw knows ({_words(error)})."
    return (
        f"{name}: is a {kind}, developed already: what its shadows held is rounded "
        "away. This model takes the raw file of the camera, such as ARW, NEF, CR3, RAF "
        "or DNG."
    )


def _words(error):
    said = error.args[0] if error.args else error
    return said.decode(errors="replace") if isinstance(said, bytes) else said
