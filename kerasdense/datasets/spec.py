"""Datasets named in one word on the command line: KIND:PATH."""

import dataclasses
import re
from collections.abc import Callable
from pathlib import Path

from kerasdense.datasets import (
    boundaries,
    enlarging,
    geometry,
    nyu,
    optical_flow,
    own_labels,
    pascal_context,
    rgbd,
    rooms,
    sid,
    tfds,
)
from kerasdense.datasets.cityscapes import cityscapes, kitti
from kerasdense.datasets.dataset import Dataset, Joined, Part, hold_out
from kerasdense.datasets.deblurring import Koehler, Levin
from kerasdense.datasets.folders import Images, Pairs
from kerasdense.datasets.labelled_layouts import camvid, isbi
from kerasdense.datasets.masked import Masked
from kerasdense.datasets.moving import moving
from kerasdense.datasets.rain import Rain
from kerasdense.datasets.real_noise import RealNoise
from kerasdense.datasets.same import without
from kerasdense.datasets.samples import Samples
from kerasdense.datasets.scenes import Scenes
from kerasdense.datasets.sift_flow import sift_flow
from kerasdense.datasets.voc import sbd, voc, voc_has_splits
from kerasdense.errors import InputError, did_you_mean

SPLITS = ("train", "val", "test")
SOME = 16  # samples of what is rendered are as good as all
REAL = "real noise of cameras: a shot, and the mean of many"


@dataclasses.dataclass(frozen=True)
class Kind:
    """A layout of files.

    Args:
        form: How to write it.
        meaning: What it holds, for `kerasdense list`.
        open: (the text behind the colon, split) -> Dataset.
        has_splits: the text -> whether the files say themselves what is for training.
        rendered: Whether there are as many as one asks for: a tenth is then enough to
            validate with.
    """

    form: str
    meaning: str
    open: Callable[[str, str | None], Dataset]
    has_splits: Callable[[str], bool] = lambda text: False
    rendered: bool = False


def _pairs(text, split):
    folders = text.split(",")
    if len(folders) != 2:
        raise InputError(
            f"pairs:{text} should name two folders, as in pairs:INPUTS,TARGETS."
        )
    return Pairs(*folders)


def _samples(text, split):
    return Samples(tuple(text.split(","))) if text else Samples()


def _balls(text, split):
    seed = rooms.of_split("balls", split)
    if text and not (text.isdecimal() and int(text)):
        raise InputError(f"balls:{text} should say how many, as in balls:64.")
    return Scenes(int(text or 64), seed=seed)


def _always(text):
    return True


def _rooms(classes):
    return f"NYU Depth v2: rooms, {classes} classes"


KINDS = {
    "images": Kind("images:FOLDER", "pictures", lambda text, split: Images(text)),
    "pairs": Kind("pairs:INPUTS,TARGETS", "pictures to mend, and mended", _pairs),
    "enlarge": Kind(
        "enlarge:SMALL,LARGE", "small pictures, and large", enlarging.enlarge
    ),
    "benchmark": Kind(
        "benchmark:FOLDER[,SCALE]",
        "Set5, Set14, B100, Urban100; with a scale, their small pictures, too",
        enlarging.benchmark,
    ),
    "div2k": Kind(
        "div2k:FOLDER[,SCALE[,TRACK]]",
        "pictures of 2K; with a scale, the published small ones, too",
        enlarging.div2k,
        _always,
    ),
    "flickr2k": Kind("flickr2k:FOLDER[,SCALE]", "more of these", enlarging.flickr2k),
    "pirm": Kind(
        "pirm:FOLDER", "the PIRM challenge's, and at 1/4", enlarging.pirm, _always
    ),
    "cc": Kind("cc:FOLDER", REAL, lambda text, split: RealNoise(text)),
    "koehler": Kind(
        "koehler:FOLDER",
        "shaken pictures, and what the camera saw on its way",
        lambda text, split: Koehler(text),
    ),
    "levin": Kind(
        "levin:FOLDER",
        "shaken pictures, sharp ones, and the kernels between",
        lambda text, split: Levin(text),
    ),
    "masked": Kind(
        "masked:FOLDER",
        "pictures with holes, NAME_masked, beside whole ones, NAME",
        lambda text, split: Masked(text),
    ),
    "polyu": Kind("polyu:FOLDER", REAL, lambda text, split: RealNoise(text)),
    "sid": Kind(
        sid.FORM, "raw files of dark places, and long exposures", sid.sid, _always
    ),
    "rain": Kind(
        "rain:FOLDER", "pictures in rain, and dry", lambda text, split: Rain(text)
    ),
    "camvid": Kind("camvid:FOLDER", "street scenes, 11 classes", camvid, _always),
    "isbi": Kind("isbi:FOLDER", "cells under the microscope, 2 classes", isbi, _always),
    "voc": Kind(
        "voc:FOLDER[,SBD]",
        "PASCAL VOC's folders, 21 classes; with SBD's labels to train on",
        voc,
        voc_has_splits,
    ),
    "sbd": Kind(
        "sbd:VOC,SBD", "FCN's parts: SBD's train, VOC's val without it", sbd, _always
    ),
    "pascal-context": Kind(
        pascal_context.FORM,
        "all of VOC 2010 in 60 classes, or 59",
        pascal_context.pascal_context,
        _always,
    ),
    "nyu40": Kind("nyu40:FOLDER", _rooms(40), nyu.nyu(40), nyu.nyu_has_splits(40)),
    "nyu13": Kind("nyu13:FOLDER", _rooms(13), nyu.nyu(13), nyu.nyu_has_splits(13)),
    "nyu4": Kind("nyu4:FOLDER", _rooms(4), nyu.nyu(4), nyu.nyu_has_splits(4)),
    "nyu": Kind(
        nyu.FORM, "NYU Depth v2: rooms, depth", nyu.nyu_depth, nyu.nyu_depth_has_splits
    ),
    "rgbd": Kind(rgbd.FORM, "pictures, and depth in metres", rgbd.rgbd),
    "relative-depth": Kind(
        rgbd.RELATIVE_FORM, "pictures, and depth in no unit", rgbd.relative_depth
    ),
    "siftflow": Kind(
        "siftflow:FOLDER", "outdoor scenes, 33 classes and 3", sift_flow, _always
    ),
    "cityscapes": Kind(
        "cityscapes:FOLDER", "street scenes, 19 classes", cityscapes, _always
    ),
    "kitti": Kind("kitti:FOLDER", "street scenes, Cityscapes' classes", kitti),
    "chairs": Kind(
        "chairs:FOLDER",
        "FlyingChairs: two pictures, and the flow between",
        optical_flow.flying_chairs,
        lambda text: bool(optical_flow.chairs_list(text)),
    ),
    "sintel": Kind(
        "sintel:FOLDER[,final]", "MPI Sintel: a film, and its flow", optical_flow.sintel
    ),
    "kitti-flow": Kind(
        "kitti-flow:FOLDER", "streets, and how they move", optical_flow.kitti_flow
    ),
    "middlebury": Kind(
        "middlebury:FOLDER", "small scenes, and their flow", optical_flow.middlebury
    ),
    "frames": Kind(
        "frames:FOLDER", "pictures in turn, each with the next", optical_flow.frames
    ),
    "moving": Kind(
        "moving:[FOLDER][,COUNT]",
        "photographs cut out and moved, with their flow",
        moving,
        _always,
    ),
    "labels": Kind(
        own_labels.FORM, "pictures, class ids, and their names", own_labels.labels
    ),
    "tfds": Kind(
        tfds.FORM, "what tensorflow-datasets has prepared", tfds.FromTfds, _always
    ),
    "bsds": Kind(
        "bsds:FOLDER", "BSDS500: boundaries by 4 to 9 people", boundaries.bsds, _always
    ),
    "edge-list": Kind(
        boundaries.LISTS_FORM,
        "lines PICTURE DRAWING, as HED's lists",
        boundaries.edge_list,
    ),
    "drawings": Kind(
        boundaries.OWN_FORM, "pictures, and boundaries drawn", boundaries.drawings
    ),
    "samples": Kind("samples:", "photographs of scikit-image", _samples),
    "balls": Kind("balls:COUNT", "rendered balls, with labels", _balls, _always),
    "scenes": Kind(
        rooms.FORM,
        "rendered rooms: depth, normals, labels; 64 of 240x320, if not said otherwise",
        rooms.scenes,
        _always,
        rendered=True,
    ),
}


def open_dataset(spec, split=None, limit=None):
    """Opens what a person named.

    Args:
        spec: KIND:PATH, such as images:photos or camvid:CamVid. A folder alone means
            images:FOLDER. A list of such joins them. In training, 9*KIND:PATH is drawn
            nine times as often.
        split: "train", "val" or "test", where the files say which is which. Else
            everything; and None means "val" for kinds with splits.
        limit: So many samples at most, the first.

    Raises:
        InputError: No such kind, folder or split; or nothing in it.
    """
    if limit:
        whole = open_dataset(spec, split)
        return Part(whole, range(min(limit, len(whole))))
    if not isinstance(spec, str):
        return joined([open_dataset(each, split) for each in spec], spec)
    kind, text = split_spec(spec)
    if kind.has_splits(text):
        split = split or "val"
    dataset = kind.open(text, split)
    if not len(dataset):
        raise InputError(f"{spec} holds nothing.")
    return dataset


def open_splits(spec):
    """-> {split: dataset}, of all splits that are there; "all" where there are none.

    Of what is rendered, some samples of each split.

    Raises:
        InputError: No such kind or folder, or none of the splits.
    """
    kind, text = split_spec(spec)
    if not kind.has_splits(text):
        return {"all": open_dataset(spec)}
    found, problem = {}, None
    for split in SPLITS:
        try:
            found[split] = open_dataset(spec, split, SOME if kind.rendered else None)
        except InputError as error:
            # A folder often has no test split; that training needs is not forgiven.
            problem = problem or (error if split == "train" else None)
    if problem:
        raise problem
    return found


def train_and_validation(data, validation=None, left_out=(), tell=None):
    """-> the datasets to train on and to score while training.

    Without `validation`, the files' own split is used where they have one; of others
    every tenth picture is held out, and never trained on.

    Every sample is as likely as any other, but for those of TIMES*KIND:PATH: so a few
    real pictures are not lost among many rendered ones.

    Args:
        data: One that is named as for `open_dataset`, or a list.
        validation: One, or None.
        left_out: More of them; what `data` has of their pictures is neither trained on
            nor held out.
        tell: Called with a line on what was left out, if anything is to be, and on how
            often each of several is drawn.
    """
    specs = [data] if isinstance(data, str) else list(data)
    others = [each for spec in left_out for each in open_splits(spec).values()]

    def opened(spec, split=None):
        dataset = open_dataset(spec, split)
        if not others:
            return dataset
        dataset, removed = without(dataset, others)
        if tell:
            tell(told_of(removed, spec))
        return dataset

    def to_train_on(training):
        times = [times_of(spec) for spec in specs]
        whole = joined(training, specs, times)
        if tell and (len(specs) > 1 or times != [1]):
            tell(shares_told(training, specs, times))
        return whole

    if validation:
        training = [opened(spec, "train") for spec in specs]
        return to_train_on(training), open_dataset(validation)
    parts = []
    for spec in specs:
        kind, text = split_spec(spec)
        if kind.has_splits(text):
            held = opened(spec, "val")
            if kind.rendered:
                held = Part(held, range(-(-len(held) // 10)))
            parts.append((opened(spec, "train"), held))
        else:
            parts.append(hold_out(opened(spec)))
    training, held = zip(*parts)
    return to_train_on(training), joined(held, specs)


def shares_told(datasets, specs, times):
    """-> 'Of 100 samples drawn, 91 of scenes:1200 and 9 of nyu:folder.'"""
    counts = [n * len(dataset) for n, dataset in zip(times, datasets)]
    shares = [
        f"{100 * count / sum(counts):.0f} of {spec}"
        for count, spec in zip(counts, specs)
    ]
    return f"Of 100 samples drawn, {' and '.join(shares)}."


def told_of(removed, spec):
    """[(name, what it is called there)] -> 'Left out of images:a: 2 (rain1), ...'."""
    named = ", ".join(f"{name} ({other})" for name, other in removed)
    return f"Left out of {spec}: {named or 'nothing'}."


def joined(datasets, specs, times=None):
    if len(datasets) == 1:
        return datasets[0]
    return Joined(geometry.alike(datasets), specs, times)


def times_of(spec):
    """'9*camvid:folder' -> 9; 1 where there is no such number."""
    times = re.match(r"([1-9]\d*)\*", spec)
    return int(times[1]) if times else 1


def split_spec(spec):
    """'camvid:folder' -> Kind, 'folder'."""
    spec = re.sub(r"^[1-9]\d*\*", "", spec)
    name, colon, text = spec.partition(":")
    if colon and name in KINDS:
        return KINDS[name], text
    if Path(spec).is_dir():
        return KINDS["images"], spec
    forms = ", ".join(kind.form for kind in KINDS.values())
    raise InputError(
        f"{spec!r} names no dataset.{did_you_mean(name, KINDS)} Write one of: {forms}."
    )
