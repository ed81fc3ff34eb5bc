"""What Pillow is asked, and what it is kept from."""

import concurrent.futures
import io

import numpy as np
import pytest
from PIL import Image

from kerasdense.errors import InputError
from kerasdense.files import pillow

PIXELS = np.random.default_rng(0).integers(0, 256, (5, 7, 3), np.uint8)


def saved(image, form):
    file = io.BytesIO()
    image.save(file, form)
    return file.getvalue()


def test_the_limit_of_others_is_back_after_many_threads_have_read(monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 10)
    data = saved(Image.fromarray(PIXELS), "TIFF")

    def read(_):
        with pillow.opened(data, "a.tif", 1000) as image:
            return pillow.read(image, data, "a.tif").pixels

    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        assert all(np.array_equal(p, PIXELS) for p in threads.map(read, range(200)))
    assert Image.MAX_IMAGE_PIXELS == 10


@pytest.mark.parametrize("form", ["EPS", "PDF", "ICO", "TGA"])
def test_kinds_that_are_not_named_are_not_opened(form):
    data = saved(Image.fromarray(PIXELS), form)
    with pytest.raises(InputError, match="is not a picture"):
        with pillow.opened(data, "a", 1000):
            pass


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr"])
def test_every_mode_becomes_gray_or_rgb(mode):
    image = Image.fromarray(PIXELS).convert(mode)
    data = saved(image, "TIFF")
    with pillow.opened(data, "a.tif", 1000) as opened:
        stored = pillow.read(opened, data, "a.tif")
    assert stored.pixels.shape == (5, 7, 1 if mode in ("1", "L", "LA") else 3)
    assert (stored.alpha is not None) == (mode in ("LA", "RGBA"))
    shown = np.asarray(image.convert("RGB")).astype(int)
    np.testing.assert_allclose(stored.pixels + 0 * shown, shown, atol=2)
