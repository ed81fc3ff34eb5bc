"""Division in Fourier space: what least squares makes of convolutions.

Schuler, Hirsch, Harmeling & Schoelkopf, "Learning to Deblur", arXiv:1406.7444: the two
computations of a blind deconvolution that are not learned, but for what keeps them
from dividing by nothing. All is circular, so the picture should end evenly: `FadeOut`.

Kernels [B, n, n, 1] have their middle in the middle pixel; n is odd.
"""

import math

import keras
from keras import ops

serializable = keras.saving.register_keras_serializable(package="kerasdense")

LEAST = 0.05  # of a kernel's largest value: what is below is taken for an error


class _Quotient(keras.layers.Layer):
    """Has a weight: what is added to the divisor, learned by its logarithm.

    Args:
        beta: What it begins as, >= 0.
    """

    def __init__(self, beta, **kwargs):
        super().__init__(**kwargs)
        self.beta = beta

    def build(self, input_shapes):
        start = keras.initializers.Constant(
            math.log(self.beta) if self.beta else -math.inf
        )
        self.log_beta = self.add_weight(shape=(), initializer=start, name="log_beta")

    def get_config(self):
        return {**super().get_config(), "beta": self.beta}


@serializable
class KernelQuotient(_Quotient):
    """[sharp, blurred], both [B, H, W, maps] -> [B, size, size, 1]: the kernel that,
    by least squares, makes of each sharp map its blurred one.

        K = sum_i conj(X_i) Y_i / (sum_i |X_i|^2 + beta H W)

    The paper has no H W; with it beta means as much for a picture as for the smaller
    patches that it was learned on.

    Args:
        size: Rows and columns of the kernel, odd, at most those of the maps.
        beta: What is added to the divisor, for each pixel.
    """

    def __init__(self, size, beta=1e-3, **kwargs):
        super().__init__(beta, **kwargs)
        self.size = size

    def call(self, inputs):
        (a, b), (c, d) = (fourier(maps) for maps in inputs)
        pixels = ops.cast(ops.shape(a)[-2] * ops.shape(a)[-1], a.dtype)
        # conj(a + ib) (c + id), and the sum of the maps' squares
        real, imaginary = (
            ops.sum(part, axis=1) for part in (a * c + b * d, a * d - b * c)
        )
        power = ops.sum(a * a + b * b, axis=1) + ops.exp(self.log_beta) * pixels
        kernel, _ = ops.ifft2((real / power, imaginary / power))
        half = self.size // 2
        kernel = ops.roll(kernel, (half, half), (1, 2))
        kernel = kernel[:, : self.size, : self.size]
        return ops.reshape(kernel, (-1, self.size, self.size, 1))

    def compute_output_shape(self, input_shapes):
        return input_shapes[0][0], self.size, self.size, 1

    def get_config(self):
        return {**super().get_config(), "size": self.size}


@serializable
class ImageQuotient(_Quotient):
    """[blurred, kernel], [B, H, W, C] and [B, n, n, 1] -> [B, H, W, C], the picture
    that, by least squares, the kernel blurs to what is there.

        X = conj(K) Y / (|K|^2 + beta)

    Args:
        beta: What is added to the divisor: noise over signal.
    """

    def __init__(self, beta=1e-2, **kwargs):
        super().__init__(beta, **kwargs)

    def call(self, inputs):
        blurred, kernel = inputs
        rows, columns = ops.shape(blurred)[1:3]
        a, b = fourier(around_origin(kernel, rows, columns))
        c, d = fourier(blurred)
        power = a * a + b * b + ops.exp(self.log_beta)
        real, imaginary = (a * c + b * d) / power, (a * d - b * c) / power
        sharp, _ = ops.ifft2((real, imaginary))
        return ops.transpose(sharp, (0, 2, 3, 1))

    def compute_output_shape(self, input_shapes):
        return input_shapes[0]


@serializable
class TidyKernel(keras.layers.Layer):
    """[B, n, n, C] -> the same shape, as kernels of cameras are: positive and of sum 1.

    No gradient goes through: an estimate learns from its own error.
    """

    def call(self, kernel):
        return ops.stop_gradient(tidied(kernel))

    def compute_output_shape(self, kernel_shape):
        return kernel_shape


@serializable
class FadeOut(keras.layers.Layer):
    """[B, H, W, C] -> the same shape, its border faded to its mean within `margin`
    pixels, so that opposite ends meet without a step."""

    def __init__(self, margin, **kwargs):
        super().__init__(**kwargs)
        self.margin = margin

    def call(self, x):
        mean = ops.mean(x, axis=(1, 2), keepdims=True)
        for axis in (1, 2):
            side = ops.shape(x)[axis]
            place = ops.cast(ops.arange(side), x.dtype) + 0.5
            inwards = ops.minimum(place, ops.cast(side, x.dtype) - place) / self.margin
            share = ops.square(ops.sin(0.5 * math.pi * ops.minimum(inwards, 1.0)))
            share = share[:, None, None] if axis == 1 else share[:, None]
            x = mean + share * (x - mean)
        return x

    def compute_output_shape(self, x_shape):
        return x_shape

    def get_config(self):
        return {**super().get_config(), "margin": self.margin}


def tidied(kernel):
    """[B, n, n, C] without what is negative or nearly nothing, of sum 1."""
    most = ops.max(kernel, axis=(1, 2), keepdims=True)
    kernel = ops.where(kernel > LEAST * most, kernel, 0.0)
    kernel = ops.maximum(kernel, 0.0)
    total = ops.sum(kernel, axis=(1, 2), keepdims=True)
    return kernel / ops.maximum(total, keras.config.epsilon())


def fourier(maps):
    """Real [B, H, W, C] -> its transform [B, C, H, W], as real and imaginary part."""
    planes = ops.transpose(maps, (0, 3, 1, 2))
    return ops.fft2((planes, ops.zeros_like(planes)))


def around_origin(kernel, rows, columns):
    """[B, n, m, C] -> [B, rows, columns, C], its middle pixel at 0, 0: circular."""
    n, m = ops.shape(kernel)[1:3]
    room = ((0, 0), (0, rows - n), (0, columns - m), (0, 0))
    return ops.roll(ops.pad(kernel, room), (-(n // 2), -(m // 2)), (1, 2))
