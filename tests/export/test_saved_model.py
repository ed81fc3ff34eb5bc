import numpy as np
import pytest
import tensorflow as tf

from kerasdense.errors import InputError
from kerasdense.export.saved_model import endpoints, to_saved_model
from kerasdense.files import picture
from kerasdense.models.see_in_the_dark import see_in_the_dark
from kerasdense.tasks import LowLight

KINDS = ["denoiser", "edsr", "labeller"]


@pytest.fixture(scope="module", params=KINDS)
def pair(request, network, exported):
    """-> network, task, the endpoints of its SavedModel."""
    loaded = tf.saved_model.load(str(exported(request.param, "savedmodel")))
    return *network(request.param), loaded.signatures, loaded


def expected(network, task, images):
    """By Keras and NumPy, in bytes."""
    x = images / np.float32(255)
    prediction = np.asarray(task.decode(network(x), x))
    if task.writes == "labels":
        return prediction
    return np.rint(255 * prediction)


def test_bytes_of_any_number_and_size_come_back_as_results(pair, smooth):
    network, task, endpoints, _ = pair
    for rows, columns in ((60, 76), (5, 7)):
        images = np.stack([smooth, smooth[::-1]])[:, :rows, :columns]
        result = endpoints["serving_default"](image=tf.constant(images))["result"]
        assert result.dtype == tf.uint8
        apart = np.abs(result.numpy() - expected(network, task, images))
        assert apart.max() <= 1 and np.mean(apart) < 1e-3  # ties may round either way


def test_no_jpeg_is_taken_for_a_raw_file():
    network = see_in_the_dark(filters=(2, 3))
    assert set(endpoints(network, LowLight())) == {"serving_default", "network"}


def test_the_network_itself_is_there(pair, smooth):
    network, _, endpoints, _ = pair
    x = smooth[None] / np.float32(255)
    output = endpoints["network"](x=tf.constant(x))["result"]
    np.testing.assert_allclose(output, network(x), atol=1e-5)


def test_files_of_different_sizes_come_back_as_files(pair, smooth):
    network, task, endpoints, _ = pair
    images = smooth, smooth[:31, :22]
    sent = tf.constant([picture.encode(image) for image in images])
    answers = endpoints["image_bytes"](image_bytes=sent)["png_bytes"].numpy()
    for image, answer in zip(images, answers):
        found = tf.io.decode_png(answer).numpy()
        apart = np.abs(found - expected(network, task, image[None])[0])
        assert apart.max() <= 1 and np.mean(apart) < 1e-3


def test_jpeg_is_read_and_gray_is_given_the_channels(pair, smooth):
    _, task, endpoints, _ = pair
    jpeg = tf.io.encode_jpeg(smooth[..., :1])
    (answer,) = endpoints["image_bytes"](image_bytes=jpeg[None])["png_bytes"].numpy()
    sides = [task.scale * side for side in smooth.shape[:2]]
    channels = 1 if task.writes == "labels" else 3
    assert tf.io.decode_png(answer).shape == (*sides, channels)


def test_weights_are_kept_once(exported, network):
    folder = exported("edsr", "savedmodel")
    names = tf.train.list_variables(str(folder / "variables" / "variables"))
    kept = [name for name, shape in names if shape]
    assert len(kept) == len(network("edsr")[0].weights)


def test_what_exists_is_left_unless_asked(network, tmp_path):
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "precious").touch()
    with pytest.raises(InputError, match="--overwrite"):
        to_saved_model(*network("edsr"), tmp_path / "model")
    assert (tmp_path / "model" / "precious").exists()
    to_saved_model(*network("edsr"), tmp_path / "model", overwrite=True)
    assert not (tmp_path / "model" / "precious").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["model"]
