"""See-in-the-Dark, in its layout, with raw files made here."""

import numpy as np
import pytest

from kerasdense.datasets import open_dataset
from kerasdense.errors import InputError
from kerasdense.files import raw
from kerasdense.pixels import mosaic
from kerasdense.pixels.mosaic import BAYER, XTRANS

pytest.importorskip("rawpy", reason='needs rawpy: pip install "kerasdense[raw]"')
LINES = {
    "train": ["00001_00_0.1s 00001_00_10s", "00001_01_0.1s 00001_00_10s"],
    "val": ["20001_00_0.04s 20001_00_10s"],
    "test": ["10003_07_0.1s 10003_00_30s", "10034_00_0.1s 10034_00_10s"],
}


@pytest.fixture
def folder(dng, tmp_path):
    """-> a function that writes a data set: camera, its pattern -> the folder."""

    def write(camera="Sony", pattern=BAYER, listed=True, shape=(96, 120)):
        ending = "ARW" if camera == "Sony" else "RAF"
        for split, pairs in LINES.items():
            told = []
            for short, long in map(str.split, pairs):
                rng = np.random.default_rng(int(long[:5]))
                light = rng.random((*shape, 3)) * [0.5, 1, 0.625]
                for where, name, part in (("long", long, 1), ("short", short, 0.01)):
                    seen = 512 + 15871 * part * mosaic.mosaic_of(light, pattern)
                    path = f"SID/{camera}/{where}/{name}.{ending}"
                    dng(path, np.rint(seen).astype(np.uint16), pattern.colours)
                paths = f"./{camera}/short/{short}", f"./{camera}/long/{long}"
                told.append(f"{paths[0]}.{ending} {paths[1]}.{ending} ISO200 F8")
            if listed:
                to = tmp_path / "SID" / f"{camera}_{split}_list.txt"
                to.write_text("\n".join(told))
        return tmp_path / "SID"

    return write


def names(dataset):
    return [dataset.name(i) for i in range(len(dataset))]


@pytest.mark.parametrize("listed", [True, False])
def test_splits_are_the_lists_or_what_names_begin_with(folder, listed):
    """One burst to learn from, and without what does not match."""
    spec = f"sid:{folder(listed=listed)}"
    assert names(open_dataset(spec, "train")) == ["00001_00_0.1s"]
    assert names(open_dataset(spec, "val")) == ["20001_00_0.04s"]
    assert names(open_dataset(spec, "test")) == ["10003_07_0.1s"]


def test_the_short_one_is_as_bright_as_the_long_one(folder):
    """The files say 100 times, and so much less light they have."""
    dataset = open_dataset(f"sid:{folder()}", "train")
    sample = dataset.read(0)
    assert sample["raw"].shape == (48, 60, 4) and sample["raw"].dtype == np.float32
    assert sample["image"].shape == (96, 120, 3) and sample["image"].dtype == np.uint16
    long = raw.read(dataset.pairs[0][1]).amplified(1, balanced=False)[:, :]
    # Rounded to whole numbers: at most 1/2 of 15871, times 100.
    assert np.abs(sample["raw"] - long).max() <= 50.5 / 15871
    np.testing.assert_array_equal(
        sample["image"], raw.developed(dataset.pairs[0][1], cut=True)
    )


def test_no_ratio_is_more_than_300(folder):
    """0.04 s to 10 s is 250; 0.1 s to 30 s is 300; 0.01 s to 10 s would be 1000."""
    from kerasdense.datasets.sid import ratio_of

    assert ratio_of("20001_00_0.04s.ARW", "20001_00_10s.ARW") == pytest.approx(250)
    assert ratio_of("a_0.1s.ARW", "a_30s.ARW") == pytest.approx(300)
    assert ratio_of("a_0.01s.ARW", "a_10s.ARW") == 300
    with pytest.raises(InputError, match="does not end with its exposure"):
        ratio_of("a.ARW", "b.ARW")


def test_white_balance_is_done_if_it_is_asked_for(folder):
    where = folder()
    plain, balanced = (
        open_dataset(f"sid:{where}{more}", "val").read(0)["raw"]
        for more in ("", ",balanced")
    )
    expected = np.minimum(plain * [2, 1, 1.6, 1], 1)
    np.testing.assert_allclose(balanced[plain < 0.4], expected[plain < 0.4], rtol=1e-5)


def test_fujis_sensor_is_xtrans(folder):
    where = folder("Fuji", XTRANS, shape=(516, 522))  # LibRaw takes no less than 512
    dataset = open_dataset(f"sid:{where},fuji", "val")
    sample = dataset.read(0)
    assert sample["raw"].shape == (172, 174, 9)
    assert sample["image"].shape == (516, 522, 3)


def test_what_is_not_there_is_told(folder, tmp_path):
    with pytest.raises(InputError, match="has no Sony_val_list.txt, and no Sony/short"):
        open_dataset(f"sid:{tmp_path}", "val")
    with pytest.raises(InputError, match="'fujii' is none of sony, fuji, balanced"):
        open_dataset(f"sid:{folder()},fujii")
