"""What `see_in_the_dark` wants of the checkpoints it was published in.

A convolution is g_conv1_1/weights [rows, columns, in, out] and g_conv1_1/biases.
Deconvolutions have no names: Variable, Variable_1 and so on, from coarse to fine,
[rows, columns, out, in] as Keras has them.
"""

from keras import layers

from kerasdense.weights.want import Want


def sid_checkpoint(network):
    """cchen156/Learning-to-See-in-the-Dark, checkpoint/Sony or checkpoint/Fuji."""
    wants, deconvolutions = [], 0
    for layer in network.layers:
        if isinstance(layer, layers.Conv2DTranspose):
            name = f"Variable_{deconvolutions}" if deconvolutions else "Variable"
            wants.append(Want(name, tuple(layer.kernel.shape), layer.kernel))
            deconvolutions += 1
        elif isinstance(layer, layers.Conv2D):
            for part, weight in (("weights", layer.kernel), ("biases", layer.bias)):
                name = f"g_{layer.name}/{part}"
                wants.append(Want(name, tuple(weight.shape), weight))
    return wants
