"""Files as others write them, made with NumPy and what belongs to the formats."""

import io
import pickle
import struct
import zipfile

import numpy as np
import pytest

LEGACY = 0x1950A86A20F9469CFC6C


@pytest.fixture(scope="session")
def caffemodel():
    """(path, {layer: [arrays]}, generation=2, ...) -> path of a .caffemodel.

    generation: 0, 1 or 2, of messages; old_shape: four legacy numbers and no list.
    """
    from kerasdense.weights.caffemodel import message

    def add(blobs, array, old_shape, doubles):
        array = np.asarray(array)
        blob = blobs.add()
        if doubles:
            blob.double_data.append(array.astype("<f8").tobytes())
        else:
            blob.data.append(array.astype("<f4").tobytes())
        if old_shape:
            sides = (1, 1, 1, 1, *array.shape)[-4:]
            blob.num, blob.channels, blob.height, blob.width = sides
        else:
            blob.shape.dim.extend(array.shape)

    def write(path, layers, generation=2, *, old_shape=False, doubles=False):
        net = message("NetParameter")()
        for name, arrays in layers.items():
            layer = net.layer.add() if generation == 2 else net.layers.add()
            layer = layer.layer if generation == 0 else layer
            layer.name = name.encode()
            for array in arrays:
                add(layer.blobs, array, old_shape, doubles)
        path.write_bytes(net.SerializeToString())
        return path

    return write


class Global:
    """Pickled as a name in a module, which need not exist here."""

    def __init__(self, module, name):
        self.module, self.name = module, name


class Storage:
    """Pickled as PyTorch refers to a storage."""

    def __init__(self, kind, key, array):
        self.kind, self.key, self.array = kind, key, array


class Call:
    """Pickled as what a function of some module makes of arguments."""

    def __init__(self, module, name, *arguments, state=None):
        self.function, self.arguments = Global(module, name), arguments
        self.state = state


class Writer(pickle._Pickler):
    """Pickles the above without importing what they name."""

    def __init__(self, file, legacy=False):
        super().__init__(file, 2)
        self.storages, self.legacy = {}, legacy

    def persistent_id(self, thing):
        if isinstance(thing, Storage):
            self.storages[thing.key] = thing.array
            kind = Global("torch", thing.kind)
            length = thing.array.size
            view = (None,) if self.legacy else ()
            return ("storage", kind, thing.key, "cpu", length, *view)
        return None

    def save(self, thing, **kwargs):
        if isinstance(thing, Global):
            self.write(f"c{thing.module}\n{thing.name}\n".encode())
        elif isinstance(thing, Call):
            self.save(thing.function)
            self.save(tuple(thing.arguments))
            self.write(pickle.REDUCE)
            if thing.state is not None:
                self.save(thing.state)
                self.write(pickle.BUILD)
        else:
            super().save(thing, **kwargs)


def tensor(array, key="0", kind="FloatStorage", **kwargs):
    """An array as PyTorch pickles a tensor of its own storage."""
    array = np.asarray(array, order="C")
    strides = tuple(s // array.itemsize for s in array.strides)
    storage = kwargs.get("storage") or Storage(kind, key, array)
    parts = {"offset": 0, "shape": array.shape, "strides": strides} | kwargs
    place = parts["offset"], parts["shape"], parts["strides"]
    return Call("torch._utils", "_rebuild_tensor_v2", storage, *place, False, {})


def state_dict(arrays):
    return {name: tensor(a, str(i)) for i, (name, a) in enumerate(arrays.items())}


@pytest.fixture(scope="session")
def torch_zip():
    """(path, content, ...) -> path of a .pth of PyTorch 1.6 or later."""

    def write(path, content, *, compress=False, byteorder=b"little"):
        stream = io.BytesIO()
        writer = Writer(stream)
        writer.dump(content)
        kind = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
        with zipfile.ZipFile(path, "w", kind) as archive:
            archive.writestr("archive/data.pkl", stream.getvalue())
            archive.writestr("archive/byteorder", byteorder)
            for key, array in writer.storages.items():
                archive.writestr(f"archive/data/{key}", array.tobytes())
        return path

    return write


@pytest.fixture(scope="session")
def torch_legacy():
    """(path, content) -> path of a .pth of before PyTorch 1.6."""

    def write(path, content):
        with open(path, "wb") as file:
            for head in (LEGACY, 1001, {"little_endian": True}):
                pickle.dump(head, file, 2)
            writer = Writer(file, legacy=True)
            writer.dump(content)
            pickle.dump(sorted(writer.storages), file, 2)
            for key in sorted(writer.storages):
                array = writer.storages[key]
                file.write(struct.pack("<q", array.size) + array.tobytes())
        return path

    return write


@pytest.fixture(scope="session")
def torch_things():
    """The classes that `torch_zip` and `torch_legacy` pickle."""

    class Things:
        pass

    Things.call, Things.storage, Things.tensor = Call, Storage, tensor
    Things.name, Things.state_dict = Global, state_dict
    return Things


@pytest.fixture(scope="session")
def caffe_layers():
    """(network) -> {layer: [arrays]}: its weights as Caffe would have published them.

    Batch normalisation becomes a scale and a shift.
    """

    def published(network):
        layers = {}
        for layer in network.layers:
            kind = type(layer).__name__
            if kind in ("Conv2D", "GroupedConv2D", "Conv2DTranspose"):
                kernel, *bias = map(np.asarray, layer.get_weights())
                rows, columns, third, fourth = kernel.shape
                turned = np.zeros((fourth, third, rows, columns), np.float32)
                for i in range(fourth):
                    for j in range(third):
                        turned[i, j] = kernel[:, :, j, i]
                layers[layer.name] = [turned, *bias]
            elif kind == "BatchNormalization":
                gamma, beta, mean, variance = layer.get_weights()
                scale = gamma / np.sqrt(variance + layer.epsilon)
                arrays = scale, beta - mean * scale
                layers[layer.name] = [a.reshape(1, -1, 1, 1) for a in arrays]
        return layers

    return published


@pytest.fixture(scope="session")
def shuffled():
    """(network, seed=0) -> the network, all weights drawn anew, none of them zero."""

    def shuffle(network, seed=0):
        draw = np.random.default_rng(seed)
        for weight in network.weights:
            fan = np.prod(weight.shape[:-1]) or 1
            values = draw.normal(0, 1 / np.sqrt(fan), weight.shape)
            positive = weight.name in ("gamma", "moving_variance")
            weight.assign(np.abs(values) + 0.5 if positive else values)
        return network

    return shuffle
