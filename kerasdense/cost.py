"""What a network costs: multiplications and additions, counted layer by layer."""

import keras
import numpy as np
from keras import layers


class Uncounted(ValueError):
    """A layer has kernels, and nobody has said how often it applies them."""


def flop(network, rows, columns):
    """Floating-point operations to judge one picture: two for each multiply-add."""
    return 2 * sum(multiply_adds(network, rows, columns).values())


def multiply_adds(network, rows, columns):
    """-> {layer's name: multiply-adds} for one picture, of the layers with kernels.

    Counted are convolutions, deconvolutions and dense layers, padding included: each
    weight as often as it is applied. Biases, normalisation, activations, pooling and
    resizing are not; in the networks here they are some hundredths of the whole. A
    layer of our own with kernels can say what it does by a method `multiply_adds`, of
    its input shapes and output shape.

    Args:
        network: A functional model of one input, [B, H, W, C].
        rows, columns: Of the picture.

    Raises:
        Uncounted: There is a layer of a kind unknown here.
    """
    found = {}
    for layer, shapes, shape in calls(network, rows, columns):
        cost = _cost(layer, shapes, shape)
        if cost:
            found[layer.name] = found.get(layer.name, 0) + cost
    return found


def calls(network, rows, columns):
    """-> every call of a layer: layer, the shapes of its inputs, that of its output.

    A layer that is used twice is called twice. All shapes are known, without a number
    being computed: the layers of a copy are connected anew to an input of this size.
    """
    made = []

    def call(layer, *inputs, **settings):
        if isinstance(layer, keras.Model):
            connect(layer, [x.shape for x in keras.tree.flatten(inputs)])
            return layer(*inputs, **settings)
        outputs = layer(*inputs, **settings)
        shapes = [tuple(x.shape) for x in keras.tree.flatten(inputs)]
        made.append((layer, shapes, tuple(keras.tree.flatten(outputs)[0].shape)))
        return outputs

    def connect(model, shapes):
        images = [keras.Input(batch_shape=shape) for shape in shapes]
        keras.models.clone_model(
            keras.Model(model.inputs, model.outputs),  # of a Sequential one, too
            input_tensors=images,
            call_function=call,
        )

    connect(network, [(1, rows, columns, network.input_shape[-1])])
    return made


def _cost(layer, shapes, shape):
    told = getattr(layer, "multiply_adds", None)
    if told:
        return int(told(shapes, shape))
    for kind, cost in COSTS.items():
        if isinstance(layer, kind):
            return int(cost(layer, shapes[0], shape))
    if any(len(weight.shape) > 1 for weight in layer.weights):
        raise Uncounted(
            f"{layer.name} is a {type(layer).__name__}, whose cost is unknown: give it "
            "a method multiply_adds(input_shapes, output_shape)."
        )
    return 0


def _pixels(shape):
    return np.prod(shape[1:-1])


def _each_output(layer, taken, given):
    """Kernels [k, k, in / groups, out]: all of it once for each pixel of the output."""
    return _pixels(given) * np.prod(layer.kernel.shape)


def _each_input(layer, taken, given):
    """A pixel of the input goes through all of the kernel, also where the output is
    then cropped."""
    return _pixels(taken) * np.prod(layer.kernel.shape)


def _separable(layer, taken, given):
    kernels = layer.depthwise_kernel, layer.pointwise_kernel
    return _pixels(given) * sum(np.prod(kernel.shape) for kernel in kernels)


# The more special kinds first.
COSTS = {
    layers.Conv2DTranspose: _each_input,
    layers.SeparableConv2D: _separable,
    layers.DepthwiseConv2D: _each_output,
    layers.Conv2D: _each_output,
    layers.Dense: _each_output,
}
