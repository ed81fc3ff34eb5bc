"""What is made of clean pictures for a task: gray, luma, small and noisy ones."""

import numpy as np
import pytest
import skimage

from kerasdense.datasets import Dataset, Scenes
from kerasdense.datasets.changes import (
    as_float,
    as_type,
    for_task,
    with_damage,
    with_luma,
    with_small,
)
from kerasdense.errors import InputError
from kerasdense.pixels import color
from kerasdense.pixels.resample import imresize
from kerasdense.tasks import (
    Denoising,
    Depth,
    Inpainting,
    RelativeDepth,
    Restoration,
    Segmentation,
    SuperResolution,
)

RGB = np.random.default_rng(0).integers(0, 256, (40, 50, 3), np.uint8)


class Given(Dataset):
    """These very samples."""

    def __init__(self, *samples):
        self.samples, self.fields = samples, tuple(samples[0])

    def __len__(self):
        return len(self.samples)

    def read(self, index):
        return self.samples[index]


def given(*images):
    return Given(*({"image": image} for image in images))


def test_gray_is_the_gray_of_matlab():
    gray = color.in_channels(RGB, 1)
    # 0.2989 R + 0.5870 G + 0.1140 B, the digits that MATLAB's manual prints
    expected = RGB @ np.array([0.2989, 0.5870, 0.1140])
    assert gray.dtype == np.uint8 and gray.shape == (40, 50, 1)
    np.testing.assert_allclose(gray[..., 0], expected, atol=0.55)
    np.testing.assert_array_equal(
        color.in_channels(gray, 3), np.repeat(gray, 3, axis=-1)
    )
    assert color.in_channels(RGB, 3) is RGB and color.in_channels(RGB, None) is RGB


def test_deep_pictures_become_gray_and_stay_deep():
    deep = as_type(RGB, np.uint16)
    gray = color.in_channels(deep, 1)
    assert gray.dtype == np.uint16
    # 65535 / 255 = 257; rounded to bytes, the gray moves by half a byte at most
    np.testing.assert_allclose(gray / 257, color.in_channels(RGB, 1), atol=0.501)


def test_bits_are_changed_without_loss_and_back():
    deep = as_type(RGB, np.uint16)
    np.testing.assert_array_equal(deep, RGB.astype(int) * 257)
    np.testing.assert_array_equal(as_type(deep, np.uint8), RGB)
    np.testing.assert_array_equal(as_float(deep), as_float(RGB))
    assert as_float(RGB).max() == RGB.max() / 255


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_luma_is_the_y_of_ycbcr_in_bytes(dtype):
    image = as_type(RGB, dtype)
    luma = with_luma(given(image)).read(0)["image"]
    expected = skimage.color.rgb2ycbcr(RGB)[..., :1]
    assert luma.dtype == np.uint8
    np.testing.assert_allclose(luma, expected, atol=0.5)
    assert 16 <= luma.min() and luma.max() <= 235


def test_small_pictures_are_matlabs_and_what_is_left_over_is_cut_off():
    label = np.arange(2000, dtype=np.uint16).reshape(40, 50, 1) % 7
    source = Given({"image": RGB, "label": label})
    sample = with_small(source, 3).read(0)
    np.testing.assert_array_equal(sample["image"], RGB[:39, :48])
    np.testing.assert_array_equal(sample["label"], label[:39, :48])
    np.testing.assert_array_equal(sample["small"], imresize(RGB[:39, :48], 1 / 3))
    assert sample["small"].dtype == np.uint8


def test_small_pictures_can_stay_unrounded():
    exact = with_small(given(RGB), 2, rounded=False).read(0)["small"]
    rounded = with_small(given(RGB), 2).read(0)["small"]
    assert exact.dtype == np.float32
    np.testing.assert_allclose(255 * np.clip(exact, 0, 1), rounded, atol=0.5001)
    assert np.abs(255 * exact - rounded).max() > 0.4


def test_a_picture_too_small_to_shrink_is_named():
    with pytest.raises(InputError, match="^0 is 50x2, too small to be made 3 times"):
        with_small(given(RGB[:2]), 3).read(0)


def test_noise_has_the_deviation_asked_for_and_is_not_clipped():
    white, black = (np.full((200, 300, 1), v, np.uint8) for v in (255, 0))
    noisy = with_damage(given(white, black), "awgn:25", to="noisy")
    for index, level in enumerate((1.0, 0.0)):
        noise = noisy.read(index)["noisy"] - level
        assert noise.dtype == np.float32
        # 60,000 draws: deviations of the mean 0.1, of the deviation 0.07, in 255ths
        assert 255 * noise.std() == pytest.approx(25, abs=0.3)
        assert 255 * noise.mean() == pytest.approx(0, abs=0.4)
        assert noise.min() < -3 * 25 / 255 and noise.max() > 3 * 25 / 255


def test_noise_depends_on_the_index_and_the_seed_alone():
    first, second = given(RGB, RGB), given(255 - RGB, RGB)

    def noise(dataset, index, seed):
        sample = with_damage(dataset, "awgn:25", seed, to="noisy").read(index)
        return sample["noisy"] - as_float(sample["image"])

    expected = np.random.default_rng((7, 1)).normal(0, 25 / 255, RGB.shape)
    np.testing.assert_allclose(noise(first, 1, 7), expected, atol=1e-6)
    np.testing.assert_allclose(noise(second, 1, 7), expected, atol=1e-6)
    assert np.abs(noise(first, 0, 7) - expected).max() > 0.1
    assert np.abs(noise(first, 1, 8) - expected).max() > 0.1


def test_a_gray_denoiser_gets_gray_pictures_with_all_of_the_noise():
    image = np.full((100, 100, 3), 128, np.uint8)
    for to_measure in (False, True):
        task = Denoising(channels=1)
        dataset = for_task(given(image), task, noise=25, to_measure=to_measure)
        sample = dataset.read(0)
        assert dataset.fields == ("image", "noisy")
        assert sample["image"].shape == sample["noisy"].shape == (100, 100, 1)
        assert 255 * sample["noisy"].std() == pytest.approx(25, abs=0.6)


def test_a_colour_denoiser_gets_gray_pictures_in_three_channels():
    gray = RGB[..., :1]
    sample = for_task(given(gray), Denoising(channels=3)).read(0)
    assert sample["image"].shape == sample["noisy"].shape == RGB.shape
    measured = for_task(given(gray), Denoising(channels=3), to_measure=True).read(0)
    assert measured["image"] is gray  # the truth stays the file that it is
    assert measured["noisy"].shape == RGB.shape


def test_super_resolution_gets_small_pictures():
    sample = for_task(given(RGB), SuperResolution(scale=4)).read(0)
    assert {name: array.shape for name, array in sample.items()} == {
        "image": (40, 48, 3),
        "small": (10, 12, 3),
    }


def test_super_resolution_of_luma_gets_luma_shrunk_unrounded():
    task = SuperResolution(scale=2, channels=1, luma=True)
    sample = for_task(given(RGB), task).read(0)
    luma = with_luma(given(RGB)).read(0)["image"]
    np.testing.assert_array_equal(sample["image"], luma)
    expected = imresize(luma / 255, 0.5)
    np.testing.assert_allclose(sample["small"], expected, atol=1e-7)


def test_what_the_dataset_has_is_not_made_again():
    noisy = np.zeros((40, 50, 1), np.float32)
    source = Given({"image": RGB[..., :1], "noisy": noisy})
    sample = for_task(source, Denoising(channels=1)).read(0)
    np.testing.assert_array_equal(sample["noisy"], noisy)


def test_only_the_fields_asked_for_are_made():
    dataset = for_task(given(RGB), Denoising(channels=1), only=("image",))
    assert dataset.fields == ("image",)
    assert list(dataset.read(0)) == ["image"]


def test_labels_keep_their_channel_and_their_ids():
    scenes = Scenes(1)
    sample = for_task(scenes, Segmentation(scenes.classes)).read(0)
    np.testing.assert_array_equal(sample["label"], scenes.read(0)["label"])


@pytest.mark.parametrize(
    "task, missing",
    [(Segmentation(("a", "b")), "label"), (Restoration(), "damaged")],
)
def test_what_cannot_be_made_is_named(task, missing):
    expected = f"^{type(task).__name__} needs '{missing}', .* has only image\\. "
    with pytest.raises(InputError, match=expected):
        for_task(given(RGB), task)


def test_damage_is_the_same_every_time_and_another_for_each_picture():
    made = with_damage(given(RGB, RGB), "awgn:20", seed=5)
    assert made.fields == ("image", "damaged")
    first, again, second = (made.read(i)["damaged"] for i in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert np.abs(first - second).max() > 0.1
    assert 255 * (first - as_float(RGB)).std() == pytest.approx(20, rel=0.05)


def test_what_a_task_reads_comes_of_its_damage_or_of_the_one_named():
    task = Restoration(channels=1, damage="awgn:5")
    for damage, deviation in ((None, 5), ("awgn:40", 40)):
        sample = for_task(given(RGB), task, damage=damage).read(0)
        noise = sample["damaged"] - as_float(sample["image"])
        assert sample["damaged"].shape == (40, 50, 1)
        assert 255 * noise.std() == pytest.approx(deviation, rel=0.1)
    noisy = for_task(given(RGB), Denoising(channels=3), damage="awgn:40").read(0)
    assert set(noisy) == {"image", "noisy"}


def test_pictures_that_are_damaged_already_get_no_more():
    pairs = Given({"image": RGB, "damaged": 255 - RGB})
    sample = for_task(pairs, Restoration(damage="awgn:50")).read(0)
    np.testing.assert_array_equal(sample["damaged"], 255 - RGB)


def test_a_damage_that_makes_not_what_is_needed_is_told():
    with pytest.raises(InputError, match="needs 'mask', and the damage awgn makes"):
        for_task(given(RGB), Inpainting(damage="awgn"))
    with pytest.raises(InputError, match="Name a damage"):
        for_task(given(RGB), Inpainting())


def test_a_degradation_makes_the_small_pictures():
    task = SuperResolution(scale=3, damage="gaussian-blur:1.6+shrink:3+awgn:10")
    sample = for_task(given(RGB), task).read(0)
    rows, columns = (side - 10 - (side - 10) % 3 for side in RGB.shape[:2])
    assert sample["image"].shape == (rows, columns, 3)
    assert sample["small"].shape == (rows // 3, columns // 3, 3)
    other = for_task(given(RGB), task, damage="shrink:3").read(0)
    assert np.abs(other["small"].std() - sample["small"].std()) > 0.01


def test_shrinking_by_name_is_what_is_done_without_a_name():
    task = SuperResolution(scale=3)
    named = for_task(given(RGB), task, damage="shrink:3").read(0)
    plain = for_task(given(RGB), task).read(0)
    np.testing.assert_allclose(named["small"], plain["small"] / 255, atol=1e-6)
    np.testing.assert_allclose(named["image"], plain["image"] / 255, atol=1e-6)


def test_a_gray_truth_stays_gray_where_it_is_measured():
    task = SuperResolution(scale=2)
    gray = RGB[..., :1]
    made = for_task(given(gray), task, damage="shrink:2", to_measure=True).read(0)
    assert made["image"].shape[-1] == 1 and made["small"].shape[-1] == 3


@pytest.mark.parametrize(
    "task, damage, told",
    [
        (SuperResolution(scale=2), "shrink:3", "makes pictures 3 times smaller: it s"),
        (SuperResolution(scale=2), "awgn:5", "shrinks none: it should have shrink:2"),
        (Restoration(), "shrink:2", "does not enlarge: leave out what shrinks"),
    ],
)
def test_a_damage_of_another_scale_is_told(task, damage, told):
    with pytest.raises(InputError, match=told):
        for_task(given(RGB), task, damage=damage)


def test_small_pictures_of_another_scale_are_told():
    both = Given({"small": RGB[:10, :10], "image": RGB[:30, :30]})
    assert for_task(both, SuperResolution(scale=3)).read(0)["small"].shape[0] == 10
    with pytest.raises(
        InputError, match="0 is 10x10 small and 30x30 large, which is n"
    ):
        for_task(both, SuperResolution(scale=2)).read(0)


def test_depth_without_its_scale_is_made_and_metres_never():
    depth = np.float32([0, 2, 8]).reshape(1, 3, 1)
    metric = Given({"image": RGB[:1, :3], "depth": depth})
    found = for_task(metric, RelativeDepth()).read(0)
    np.testing.assert_allclose(found["relative_depth"].ravel(), [0, 0.25, 1])
    relative = Given({"image": RGB[:1, :3], "relative_depth": depth})
    with pytest.raises(InputError, match="--protocol relative") as refused:
        for_task(relative, Depth())
    assert "\n" not in str(refused.value)


def test_what_is_larger_than_a_network_is_to_see_is_shrunk():
    depth = np.ones((40, 50, 1), np.float32)
    data = Given({"image": RGB, "depth": depth})
    for side, size in ((25, (20, 25)), (60, (40, 50)), (0, (40, 50))):
        found = for_task(data, Depth(side=side)).read(0)
        assert found["image"].shape[:2] == found["depth"].shape[:2] == size
