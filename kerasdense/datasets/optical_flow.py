"""Two pictures and where each pixel of the first is in the second: public layouts."""

import dataclasses
from pathlib import Path

import numpy as np

from kerasdense.datasets.dataset import Dataset
from kerasdense.datasets.folders import pictures_in, size_of
from kerasdense.errors import InputError
from kerasdense.files import picture
from kerasdense.files.flow import read_flow
from kerasdense.files.label import read_label
from kerasdense.pixels import color

CHAIRS_LISTS = ("FlyingChairs_train_val.txt", "train_val.txt")
IN_CHAIRS_LIST = {"train": "1", "val": "2", "test": "2"}
# How FlyingChairs calls its three files: as released, and as FlowNet's code has them.
CHAIRS_NAMES = (
    ("_img1.ppm", "_img2.ppm", "_flow.flo"),
    ("-img0.ppm", "-img1.ppm", "-gt.flo"),
)


@dataclasses.dataclass(frozen=True)
class Shot:
    """The files of a sample.

    Args:
        name: For people.
        first, second: Pictures.
        flow: Of the first to the second; or None.
        hidden: A mask, not 0 where the second picture does not show a pixel; or None.
        seen: In place of it a flow that is known only where the second shows it.
        invalid: A mask, not 0 where the flow is not to be trusted; or None.
    """

    name: str
    first: Path
    second: Path
    flow: Path | None = None
    hidden: Path | None = None
    seen: Path | None = None
    invalid: Path | None = None


class FlowFiles(Dataset):
    """Samples "image", "second" and, where there is truth, "flow"; where all files say
    it, "occlusion", too.

    Args:
        shots: A list of `Shot`.
    """

    def __init__(self, shots):
        self.shots = list(shots)
        self.fields = ("image", "second")
        if all(shot.flow for shot in self.shots):
            self.fields += ("flow",)
            if all(shot.hidden or shot.seen for shot in self.shots):
                self.fields += ("occlusion",)

    def __len__(self):
        return len(self.shots)

    def name(self, index):
        return self.shots[index].name

    def read(self, index):
        shot = self.shots[index]
        image = picture.read(shot.first).pixels
        sample = {"image": image, "second": picture.read(shot.second).pixels}
        sample["second"] = color.in_channels(sample["second"], image.shape[-1])
        if "flow" in self.fields:
            sample["flow"] = read_flow(shot.flow)
            if shot.invalid:
                invalid = read_label(shot.invalid)
                refuse_other_size(shot.first, image, shot.invalid, invalid)
                sample["flow"] = np.where(
                    invalid > 0, np.float32("nan"), sample["flow"]
                )
        if "occlusion" in self.fields:
            sample["occlusion"] = occlusion_of(shot, sample["flow"])
        files = {"second": shot.second, "flow": shot.flow}
        files["occlusion"] = shot.hidden or shot.seen
        for name, path in files.items():
            if name in sample:
                refuse_other_size(shot.first, image, path, sample[name])
        return sample


def occlusion_of(shot, flow):
    """-> uint8 [H, W, 1], 255 where the second picture does not show it."""
    if shot.hidden:
        return np.where(read_label(shot.hidden) > 0, 255, 0).astype(np.uint8)
    seen = np.isfinite(read_flow(shot.seen)).all(axis=-1, keepdims=True)
    known = np.isfinite(flow).all(axis=-1, keepdims=True)
    if seen.shape != known.shape:
        return seen.astype(np.uint8)  # refused by its size
    return np.where(known & ~seen, 255, 0).astype(np.uint8)


def refuse_other_size(path, array, other, its):
    if array.shape[:2] != its.shape[:2]:
        raise InputError(
            f"{path} is {size_of(array)} and {other} is {size_of(its)}: they must show "
            "the same pixels."
        )


def flying_chairs(text, split):
    """FlyingChairs: NNNNN_img1.ppm, NNNNN_img2.ppm and NNNNN_flow.flo.

    Dosovitskiy, Fischer et al., "FlowNet: Learning optical flow with convolutional
    networks", ICCV 2015. FlyingChairs_train_val.txt, in the folder or the one around
    it, says 1 for training and 2 for validation, a line for each pair.
    """
    folder = Path(text)
    inner = folder / "data" if (folder / "data").is_dir() else folder
    for endings in CHAIRS_NAMES:
        found = sorted(inner.glob(f"*{endings[0]}"))
        if found:
            break
    else:
        raise InputError(f"chairs: {inner} has no NAME_img1.ppm.")
    listed = chairs_list(text)
    if listed:
        marks = listed.read_text().split()
        if len(marks) != len(found):
            raise InputError(
                f"chairs: {listed} has {len(marks)} lines and {inner} {len(found)} "
                "pairs: it is a list of others."
            )
        wanted = IN_CHAIRS_LIST[split or "val"]
        found = [path for path, mark in zip(found, marks) if mark == wanted]
    shots = []
    for path in found:
        stem = path.name.removesuffix(endings[0])
        files = [inner / f"{stem}{ending}" for ending in endings]
        for each in files:
            if not each.is_file():
                raise InputError(f"chairs: {each} is missing, beside {path}.")
        shots.append(Shot(stem, *files))
    return FlowFiles(shots)


def chairs_list(text):
    """-> the file that says what is for training, or None."""
    folder = Path(text)
    places = [
        where / name for where in (folder, folder.parent) for name in CHAIRS_LISTS
    ]
    return next((path for path in places if path.is_file()), None)


def sintel(text, split=None):
    """MPI Sintel: training/clean or final, flow, occlusions and invalid, in scenes.

    Butler, Wulff, Stanley & Black, "A naturalistic open source movie for optical flow
    evaluation", ECCV 2012. What is marked invalid counts nowhere.
    """
    name, _, render = text.partition(",")
    render = render or "clean"
    folder = Path(name)
    folder = folder / "training" if (folder / "training").is_dir() else folder
    if render not in ("clean", "final", "albedo"):
        raise InputError(f"sintel:{text} should say clean or final, not {render!r}.")
    if not (folder / render).is_dir():
        raise InputError(f"sintel: there is no folder {folder / render}.")
    shots = []
    for scene in sorted(path for path in (folder / render).iterdir() if path.is_dir()):
        frames = pictures_in(scene)
        for first, second in zip(frames, frames[1:]):
            place = Path(scene.name) / first.stem
            flow = folder / "flow" / place.with_suffix(".flo")
            if not flow.is_file():
                raise InputError(f"sintel: {flow} is missing, the flow of {first}.")
            masks = (
                folder / kind / place.with_suffix(".png")
                for kind in ("occlusions", "invalid")
            )
            hidden, invalid = (path if path.is_file() else None for path in masks)
            shots.append(
                Shot(str(place), first, second, flow, hidden=hidden, invalid=invalid)
            )
    return FlowFiles(shots)


def kitti_flow(text, split=None):
    """KITTI 2012 and 2015: streets from a car, with flow where its laser has measured.

    Geiger, Lenz & Urtasun, CVPR 2012; Menze & Geiger, "Object scene flow for autonomous
    vehicles", CVPR 2015. NNNNNN_10.png and _11.png in image_2 (2015), colored_0 or
    image_0 (2012), and flow_occ. Where flow_noc is there as well, what it lacks is
    occluded.
    """
    folder = Path(text)
    folder = folder / "training" if (folder / "training").is_dir() else folder
    images = first_of(folder, ("image_2", "colored_0", "image_0", "image"))
    flows = first_of(folder, ("flow_occ", "flow"))
    seen = folder / "flow_noc"
    shots = []
    for flow in pictures_in(flows):
        head = flow.stem.removesuffix("_10")
        first, second = (images / f"{head}_{time}.png" for time in (10, 11))
        for path in (first, second):
            if not path.is_file():
                raise InputError(
                    f"kitti-flow: {path} is missing, whose flow is {flow}."
                )
        matched = seen / flow.name
        shots.append(
            Shot(head, first, second, flow, seen=matched if matched.is_file() else None)
        )
    return FlowFiles(shots)


def first_of(folder, names):
    for name in names:
        if (folder / name).is_dir():
            return folder / name
    raise InputError(f"kitti-flow: {folder} has none of {', '.join(names)}.")


def middlebury(text, split=None):
    """Middlebury: other-data/SCENE/frame10.png, frame11.png; other-gt-flow/SCENE.

    Baker et al., "A database and evaluation methodology for optical flow", IJCV 2011.
    """
    folder = Path(text)
    flows = sorted((folder / "other-gt-flow").glob("*/flow10.flo"))
    if not flows:
        raise InputError(f"middlebury: {folder} has no other-gt-flow/SCENE/flow10.flo.")
    shots = []
    for flow in flows:
        scene = folder / "other-data" / flow.parent.name
        files = scene / "frame10.png", scene / "frame11.png"
        for path in files:
            if not path.is_file():
                raise InputError(
                    f"middlebury: {path} is missing, whose flow is {flow}."
                )
        shots.append(Shot(scene.name, *files, flow))
    return FlowFiles(shots)


def frames(text, split=None):
    """The pictures of a folder in their order, each with the next: nothing is known."""
    found = pictures_in(text)
    if len(found) < 2:
        raise InputError(f"frames:{text} has one picture, and flow is between two.")
    return FlowFiles(
        Shot(first.stem, first, second) for first, second in zip(found, found[1:])
    )
