import numpy as np
import pytest

from kerasdense.datasets import Images, open_dataset
from kerasdense.datasets.changes import for_task
from kerasdense.errors import InputError
from kerasdense.tasks import SuperResolution

LAYOUTS = {  # of benchmarks: large, small, what is behind the names of small pictures
    "SelfExSR, cut": ("HR", "LR_x{}", ""),
    "EDSR": ("HR", "LR_bicubic/X{}", "x2"),
    "BasicSR": ("GTmod12", "LRbicx{}", ""),
    "plain originals": ("original", "LRbicx{}", ""),
    "PIRM": ("Original", "{}x_downsampled", ""),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_benchmark_is_found_in_the_layouts_it_comes_in(layout, written, names):
    large, small, suffix = LAYOUTS[layout]
    folder = written.benchmark(2, large, small, suffix)
    dataset = open_dataset(f"benchmark:{folder},2")
    assert names(dataset) == ["baby", "bird2"] and dataset.fields == ("small", "image")
    sample = dataset.read(0)
    assert sample["small"].shape == (4, 6, 3)
    assert sample["image"].shape == (8, 12, 3)  # a row was left over
    assert (sample["small"] == 9).all() and (sample["image"] == 9).all()
    alone = open_dataset(f"benchmark:{folder}")
    assert alone.fields == ("image",) and alone.read(0)["image"].shape == (9, 12, 3)


def test_so_is_selfexsr_with_its_rivals_results(written, names):
    for name in ("img_001", "img_002"):
        for end, size in (("HR", (12, 9)), ("LR", (4, 3)), ("bicubic", (12, 9))):
            written.picture(f"SET/image_SRF_3/{name}_SRF_3_{end}.png", size)
    dataset = open_dataset(f"benchmark:{written.folder}/SET,3")
    assert names(dataset) == ["img_001_SRF_3_HR", "img_002_SRF_3_HR"]
    assert dataset.read(1)["small"].shape == (4, 3, 3)
    written.picture("SET/image_SRF_3/img_003_SRF_3_LR.png")
    with pytest.raises(InputError, match="img_003_SRF_3_LR without img_003_SRF_3_HR"):
        open_dataset(f"benchmark:{written.folder}/SET,3")


def test_a_folder_of_pictures_is_a_benchmark_of_large_ones(written):
    written.picture("SET/a.png")
    assert isinstance(open_dataset(f"benchmark:{written.folder}/SET"), Images)
    with pytest.raises(InputError, match="no small pictures for .*looked for .*LR_x2"):
        open_dataset(f"benchmark:{written.folder}/SET,2")


def test_div2k_says_itself_what_is_for_training(written, names):
    folder = written.div2k()
    assert names(open_dataset(f"div2k:{folder}", "train")) == ["0001", "0002", "0800"]
    assert names(open_dataset(f"div2k:{folder},2")) == ["0801", "0900"]
    sample = open_dataset(f"div2k:{folder},2", "train").read(1)
    assert sample["small"].shape == (4, 6, 3) and sample["image"].shape == (8, 12, 3)
    assert (sample["small"] == 2).all() and (sample["image"] == 2).all()
    with pytest.raises(InputError, match="DIV2K has no split 'test', only train, val"):
        open_dataset(f"div2k:{folder}", "test")
    with pytest.raises(InputError, match="looked for .*LR_bicubic/X3"):
        open_dataset(f"div2k:{folder},3")


@pytest.mark.parametrize("track, end", [("mild", "x4m"), ("wild", "x4w1")])
def test_the_tracks_of_div2k_are_found(track, end, written, names):
    folder = written.div2k(4, track, end)
    dataset = open_dataset(f"div2k:{folder},4,{track}")
    assert names(dataset) == ["0801", "0900"]
    assert dataset.read(0)["image"].shape == (16, 24, 3)


def test_flickr2k_and_pirm(written, names):
    folder = written.flickr2k()
    assert names(open_dataset(f"flickr2k:{folder}")) == ["000001", "002650"]
    assert open_dataset(f"flickr2k:{folder},2").read(1)["small"].shape == (4, 6, 3)
    folder = written.pirm()
    assert names(open_dataset(f"pirm:{folder}")) == ["1"]
    assert names(open_dataset(f"pirm:{folder}", "test")) == ["201"]
    assert open_dataset(f"pirm:{folder}").read(0)["image"].shape == (16, 24, 3)
    with pytest.raises(InputError, match="PIRM has no split 'train', only val, test"):
        open_dataset(f"pirm:{folder}", "train")


def test_two_folders_of_ones_own(written):
    for name in "ab":
        written.picture(f"SMALL/{name}.png", (4, 6))
        written.picture(f"LARGE/{name}.png", (12, 18))
    spec = f"enlarge:{written.folder}/SMALL,{written.folder}/LARGE"
    dataset = open_dataset(spec)
    assert for_task(dataset, SuperResolution(scale=3)).read(0)["image"].shape[0] == 12
    with pytest.raises(
        InputError, match="a is 6x4 small and 18x12 large, which is not"
    ):
        for_task(dataset, SuperResolution(scale=2)).read(0)
    with pytest.raises(InputError, match="should name two folders"):
        open_dataset("enlarge:SMALL")


@pytest.mark.parametrize("text", ["x2", "", "1", "2.5"])
def test_what_is_no_scale_is_told(text):
    with pytest.raises(InputError, match="as in benchmark:SET,2"):
        open_dataset(f"benchmark:SET,{text}")


def test_a_small_picture_without_a_large_one_is_told(written):
    folder = written.benchmark()
    written.picture("SET/LR_x2/stray.png")
    with pytest.raises(InputError, match="stray.png has no large picture: expected on"):
        open_dataset(f"benchmark:{folder},2")


@pytest.mark.parametrize("name, count", [("Set5", 5), ("Set14", 14)])
@pytest.mark.parametrize("scale", [2, 3, 4])
def test_the_published_sets_are_read(name, count, scale, shared):
    """What they hold small is what is made here of the large ones, but for rounding
    twice and for the border."""
    spec = f"benchmark:{shared}/data/super_resolution/{name}"
    published = open_dataset(f"{spec},{scale}")
    assert len(published) == len(open_dataset(spec)) == count
    task = SuperResolution(scale=scale)
    sample = for_task(published, task).read(0)
    made = for_task(open_dataset(spec), task).read(0)
    rows, columns = (
        min(a, b) for a, b in zip(sample["small"].shape, made["small"].shape[:2])
    )
    inside = np.s_[4 : rows - 4, 4 : columns - 4]
    apart = sample["small"][inside].astype(int) - made["small"][inside].astype(int)
    assert np.abs(apart).max() <= 2 and np.mean(apart != 0) < 0.3
