"""Caffe's .caffemodel files -> named arrays, without Caffe.

A .caffemodel is a message of Google's protocol buffers. Of the many messages of
caffe.proto (BVLC/caffe, src/caffe/proto) only the fields that lead to weights are
declared here; a parser steps over all others, so that layers nobody else knows, such as
those of SegNet's own Caffe, do no harm. All three generations are read: `layer`, the
older `layers`, and the oldest, a `layer` inside of `layers`.

Blob i of layer `conv1_1` is called `conv1_1/i`: 0 is the kernel, 1 the bias.
"""

import functools
import math

import numpy as np

from kerasdense.errors import ModelFileError

PACKAGE = "kerasdense.caffe"
# message -> field -> (number, type, repeated)
MESSAGES = {
    "BlobShape": {"dim": (1, "packed int64", True)},
    "BlobProto": {
        "num": (1, "int64", False),
        "channels": (2, "int64", False),
        "height": (3, "int64", False),
        "width": (4, "int64", False),
        # Packed numbers are bytes on the wire. Declared as such they become arrays
        # without a Python number for each; `repeated` joins what came in pieces.
        "data": (5, "bytes", True),
        "shape": (7, "BlobShape", False),
        "double_data": (8, "bytes", True),
    },
    "V0LayerParameter": {"name": (1, "bytes", False), "blobs": (50, "BlobProto", True)},
    "V1LayerParameter": {
        "layer": (1, "V0LayerParameter", False),
        "name": (4, "bytes", False),
        "blobs": (6, "BlobProto", True),
    },
    "LayerParameter": {"name": (1, "bytes", False), "blobs": (7, "BlobProto", True)},
    "NetParameter": {
        "name": (1, "bytes", False),
        "layers": (2, "V1LayerParameter", True),
        "layer": (100, "LayerParameter", True),
    },
}
LEGACY_SHAPE = ("num", "channels", "height", "width")


def read_caffemodel(path):
    """-> {layer/i: array}, with the shapes and the order of axes of Caffe.

    Raises:
        ModelFileError: The file is no such thing, or broken.
    """
    from google.protobuf.message import DecodeError

    net = message("NetParameter")()
    try:
        with open(path, "rb") as file:
            net.ParseFromString(file.read())
        arrays = {
            f"{name.decode('utf-8', 'replace')}/{i}": _array(blob)
            for name, blobs in _layers(net)
            for i, blob in enumerate(blobs)
        }
    except OSError as error:
        raise ModelFileError(f"{path} cannot be read: {error.strerror}.") from error
    except (DecodeError, ValueError) as error:
        reason = "" if isinstance(error, DecodeError) else f": {error}"
        raise ModelFileError(
            f"{path} cannot be read as a Caffe file{reason}."
        ) from error
    if not arrays:
        raise ModelFileError(f"{path} holds no weights of Caffe.")
    return arrays


@functools.cache
def _classes():
    from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

    file = descriptor_pb2.FileDescriptorProto(
        name="kerasdense/caffe.proto", package=PACKAGE, syntax="proto2"
    )
    kinds = descriptor_pb2.FieldDescriptorProto
    for name, fields in MESSAGES.items():
        declared = file.message_type.add(name=name)
        for field, (number, kind, repeated) in fields.items():
            label = kinds.LABEL_REPEATED if repeated else kinds.LABEL_OPTIONAL
            added = declared.field.add(name=field, number=number, label=label)
            if kind in MESSAGES:
                added.type = kinds.TYPE_MESSAGE
                added.type_name = f".{PACKAGE}.{kind}"
            else:
                packed, plain = kind.startswith("packed"), kind.split()[-1]
                added.type = getattr(kinds, f"TYPE_{plain.upper()}")
                if packed:
                    added.options.packed = True
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return {
        name: message_factory.GetMessageClass(
            pool.FindMessageTypeByName(f"{PACKAGE}.{name}")
        )
        for name in MESSAGES
    }


def message(name):
    """-> the class of a message, such as NetParameter."""
    return _classes()[name]


def _layers(net):
    """Yields the name and the blobs of each layer, oldest generation first."""
    for layer in net.layers:
        yield layer.layer.name or layer.name, layer.layer.blobs or layer.blobs
    for layer in net.layer:
        yield layer.name, layer.blobs


def _array(blob):
    if blob.double_data:
        values = np.frombuffer(b"".join(blob.double_data), "<f8").astype(np.float32)
    else:
        values = np.frombuffer(b"".join(blob.data), "<f4")
    if blob.HasField("shape"):
        shape = tuple(blob.shape.dim)
    else:
        shape = tuple(getattr(blob, side) for side in LEGACY_SHAPE)
    if min(shape, default=0) < 0 or math.prod(shape) != len(values):
        raise ValueError(f"a blob of shape {shape} holds {len(values)} numbers")
    return values.reshape(shape)
