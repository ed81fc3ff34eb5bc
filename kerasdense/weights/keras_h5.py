"""Keras's .h5, .weights.h5 and .keras files, and Caffe's in HDF5 -> named arrays.

Weight i of layer `block1_conv1` is called `block1_conv1/i`, in the order in which the
layer has them: 0 is the kernel, 1 the bias. Layers within layers are `outer/inner/i`.

Four layouts: Keras 2 wrote a group for each layer and the order in attributes
(`layer_names`, `weight_names`), below `model_weights` where the architecture is saved
as well. Keras 3 writes LAYER/vars/i, with `layers` and other words of its own between;
a layer whose name is not kept is called by its place, such as `conv2d_1`. A .keras is a
zip archive with such a file. Caffe writes data/LAYER/i.
"""

import io
import zipfile

import numpy as np

from kerasdense.errors import ModelFileError
from kerasdense.weights.limits import refuse_bomb, refuse_more

INSIDE = "model.weights.h5"  # of a .keras
# Words of Keras and Caffe in a path, which name no layer.
FRAMES = {"layers", "vars", "_layer_checkpoint_dependencies", "data", "model_weights"}
NO_LAYERS = {"optimizer", "optimizer_weights", "top_level_model_weights"}


def read_keras(path):
    """-> {layer/i: array}, with the shapes and the order of axes of Keras.

    Raises:
        ModelFileError: The file is no such thing, or broken.
    """
    import h5py

    try:
        with h5py.File(_content(path), "r") as file:
            arrays = dict(_arrays(file))
    except OSError as error:
        reason = error.strerror or error
        raise ModelFileError(f"{path} cannot be read: {reason}.") from error
    except Exception as error:  # of a broken file, many kinds
        raise ModelFileError(f"{path} cannot be read as HDF5: {error}.") from error
    if not arrays:
        raise ModelFileError(f"{path} holds no weights.")
    return arrays


def _content(path):
    """-> what h5py opens: the path, or a file in memory."""
    if not zipfile.is_zipfile(path):
        return path
    with zipfile.ZipFile(path) as archive:
        refuse_bomb(archive)
        return io.BytesIO(archive.read(INSIDE))


def _arrays(file):
    size = 0
    for name, dataset in _named(file):
        if dataset.external or dataset.is_virtual:
            raise ValueError("it points to another file")
        if dataset.dtype.kind not in "biuf":
            continue
        size += dataset.size * dataset.dtype.itemsize
        refuse_more(size)
        yield name, np.asarray(dataset[()])


def _named(file):
    """Yields (layer/i, dataset)."""
    import h5py

    root = file
    if isinstance(file.get("model_weights", getlink=True), h5py.HardLink):
        root = file["model_weights"]
    if "layer_names" in root.attrs:
        yield from _keras_2(root)
        return
    found = []  # first the names, then what they name: h5py must not be read meanwhile
    file.visititems(lambda name, node: found.append((name, node)))  # no links
    for path, node in found:
        if isinstance(node, h5py.Dataset) and path.split("/")[0] not in NO_LAYERS:
            yield "/".join(_layers(file, path)), node


def _layers(file, path):
    """Yields the parts of a weight's path that name something, as its author did.

    In lists of layers Keras 3 calls them by their classes, and keeps their names in
    attributes; a layer that is an attribute itself is called as that is.
    """
    node, listed = file, False
    for part in path.split("/"):
        node = node[part]
        if part not in FRAMES:
            yield _name(node, part) if listed else part
        listed = part in FRAMES


def _name(node, part):
    import h5py

    if not isinstance(node, h5py.Group) or "vars" not in node:
        return part
    return _text(node["vars"].attrs.get("name", part))


def _keras_2(root):
    for layer in map(_text, root.attrs["layer_names"]):
        group = _inside(root, layer)
        for i, weight in enumerate(map(_text, group.attrs.get("weight_names", ()))):
            yield f"{layer}/{i}", _inside(group, weight)


def _inside(group, path):
    """group[path], without following a link into another file."""
    import h5py

    for part in path.split("/"):
        if not isinstance(group.get(part, getlink=True), h5py.HardLink):
            raise ValueError(f"it has no {path}")
        group = group[part]
    return group


def _text(name):
    return name.decode() if isinstance(name, bytes) else str(name)
