"""Keras layers, registered under "kerasdense"."""

from kerasdense.layers.all_pairs import AllPairs, LookUp, Match
from kerasdense.layers.average_patches import AveragePatches
from kerasdense.layers.bicubic import Bicubic
from kerasdense.layers.bilinear import Bilinear, BilinearDeconvolution
from kerasdense.layers.blended_patches import BlendedPatches, MirrorToLeast
from kerasdense.layers.caffe_input import CaffeDepth, CaffeInput
from kerasdense.layers.cells import InterpolateCells
from kerasdense.layers.context_identity import ContextIdentity
from kerasdense.layers.convex import ConvexUpsample
from kerasdense.layers.correlation import Correlation
from kerasdense.layers.crop_at import CropAt
from kerasdense.layers.fill_holes import FillHoles
from kerasdense.layers.flow_size import FlowLike, StretchToMultiple
from kerasdense.layers.grouped_conv import GroupedConv2D
from kerasdense.layers.lightness import Lightness
from kerasdense.layers.local_response_normalization import LocalResponseNormalization
from kerasdense.layers.luma import AddLuma, Luma
from kerasdense.layers.mirror_pad import MirrorPad
from kerasdense.layers.on_picture import FitFrame, OnPicture
from kerasdense.layers.overlap import DivideByOverlap
from kerasdense.layers.pixel_map import PixelBias, PixelMap
from kerasdense.layers.quotient import (
    FadeOut,
    ImageQuotient,
    KernelQuotient,
    TidyKernel,
)
from kerasdense.layers.resize import (
    CropLike,
    CropMiddle,
    DepthToSpace,
    PadToMultiple,
    SpaceToDepth,
)
from kerasdense.layers.root import Root
from kerasdense.layers.sampled_dropout import SampledDropout
from kerasdense.layers.still import Detached, Still
from kerasdense.layers.take_channels import TakeChannels
from kerasdense.layers.unit_vectors import UnitVectors
from kerasdense.layers.unpooling import MaxPoolWithPlaces, MaxUnpool
from kerasdense.layers.upsampling import ICNR, Enlarge, PadEdge
from kerasdense.layers.warp import Warp

__all__ = [
    "AddLuma",
    "AllPairs",
    "AveragePatches",
    "Bicubic",
    "Bilinear",
    "BilinearDeconvolution",
    "BlendedPatches",
    "CaffeDepth",
    "CaffeInput",
    "ContextIdentity",
    "ConvexUpsample",
    "Correlation",
    "CropAt",
    "CropLike",
    "CropMiddle",
    "DepthToSpace",
    "Detached",
    "DivideByOverlap",
    "Enlarge",
    "FadeOut",
    "FillHoles",
    "FlowLike",
    "FitFrame",
    "GroupedConv2D",
    "ICNR",
    "ImageQuotient",
    "InterpolateCells",
    "KernelQuotient",
    "Lightness",
    "LocalResponseNormalization",
    "LookUp",
    "Luma",
    "Match",
    "MaxPoolWithPlaces",
    "MaxUnpool",
    "MirrorPad",
    "MirrorToLeast",
    "OnPicture",
    "PadEdge",
    "PadToMultiple",
    "PixelBias",
    "PixelMap",
    "Root",
    "SampledDropout",
    "SpaceToDepth",
    "Still",
    "StretchToMultiple",
    "TakeChannels",
    "TidyKernel",
    "Warp",
    "UnitVectors",
]
