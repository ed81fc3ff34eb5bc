"""Keras layers, registered under "kerasdense"."""

from kerasdense.layers.bilinear import Bilinear, BilinearDeconvolution
from kerasdense.layers.caffe_input import CaffeDepth, CaffeInput
from kerasdense.layers.cells import InterpolateCells
from kerasdense.layers.context_identity import ContextIdentity
from kerasdense.layers.crop_at import CropAt
from kerasdense.layers.grouped_conv import GroupedConv2D
from kerasdense.layers.local_response_normalization import LocalResponseNormalization
from kerasdense.layers.mirror_pad import MirrorPad
from kerasdense.layers.resize import (
    CropLike,
    CropMiddle,
    DepthToSpace,
    PadToMultiple,
    SpaceToDepth,
)
from kerasdense.layers.sampled_dropout import SampledDropout
from kerasdense.layers.take_channels import TakeChannels
from kerasdense.layers.unpooling import MaxPoolWithPlaces, MaxUnpool
from kerasdense.layers.upsampling import ICNR, Enlarge, PadEdge

__all__ = [
    "Bilinear",
    "BilinearDeconvolution",
    "CaffeDepth",
    "CaffeInput",
    "ContextIdentity",
    "CropAt",
    "CropLike",
    "CropMiddle",
    "DepthToSpace",
    "Enlarge",
    "GroupedConv2D",
    "ICNR",
    "InterpolateCells",
    "LocalResponseNormalization",
    "MaxPoolWithPlaces",
    "MaxUnpool",
    "MirrorPad",
    "PadEdge",
    "PadToMultiple",
    "SampledDropout",
    "SpaceToDepth",
    "TakeChannels",
]
