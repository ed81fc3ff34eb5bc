"""What `kerasdense predict` writes of depth and surface normals."""

import dataclasses
import math
import sys

from kerasdense.errors import InputError

MOST_POINTS = 1_000_000  # of a cloud: of larger pictures, every so many pixels


@dataclasses.dataclass(frozen=True)
class Lens:
    """Where the camera sees what, as a person tells it.

    Args:
        intrinsics: fx, fy, cx, cy in pixels of the picture, or None.
        fov: Degrees from the left of the picture to the right, or None.
    """

    intrinsics: tuple[float, ...] | None = None
    fov: float | None = None

    def camera(self, rows, columns):
        """-> fx, fy, cx, cy for a picture of this size."""
        if self.intrinsics:
            return self.intrinsics
        focal = columns / 2 / math.tan(math.radians(self.fov) / 2)
        return focal, focal, (columns - 1) / 2, (rows - 1) / 2


def lens_of(task, camera, fov):
    """--camera and --fov -> `Lens`, or None where neither is given.

    Raises:
        InputError: They are no numbers, or both are given; or there is no depth.
    """
    if camera is None and fov is None:
        return None
    if camera is not None and fov is not None:
        raise InputError("--camera and --fov say the same: give one of them.")
    if not any(each.writes == "depth" for each in parts_of(task)):
        raise InputError(
            "--camera and --fov make points of depth, and this model predicts none."
        )
    if fov is not None:
        if not 0 < fov < 180:
            raise InputError(f"--fov {fov:g}: degrees between 0 and 180, as in 60.")
        return Lens(fov=fov)
    try:
        numbers = tuple(map(float, camera.split(",")))
    except ValueError:
        numbers = ()
    if len(numbers) != 4 or min(numbers[:2]) <= 0:
        raise InputError(
            f"--camera {camera} should be fx,fy,cx,cy in pixels of the picture, as in "
            "518.9,519.5,325.6,253.7."
        )
    return Lens(numbers)


def parts_of(task):
    return list(task.parts.values()) or [task]


def beside(task, path, lens):
    """-> all files that are written of a map with its own, whose path this is."""
    from kerasdense.files import relief

    if path is None or task.writes not in ("depth", "normals"):
        return []
    found = relief.beside(path, task)
    if task.writes == "depth":
        found.append(path.with_stem(f"{path.stem}_colours"))
        if lens:
            found.append(path.with_suffix(".ply"))
    return found


def is_relative(task):
    return task.learns[0] == "relative_depth"


def write_depth(task, depth, seen, path, lens, overwrite):
    """Writes NAME.png of 16 bits, NAME.json that says the unit, NAME_colours.png, and
    with a lens NAME.ply."""
    from kerasdense.files import picture, relief
    from kerasdense.pixels.relief import depth_colours

    if path is None:
        data, _ = relief.encode_depth(depth, is_relative(task))
        sys.stdout.buffer.write(data)
        return
    relief.write_depth(path, depth, is_relative(task), overwrite=overwrite)
    drawn = path.with_stem(f"{path.stem}_colours")
    picture.write(drawn, depth_colours(depth), overwrite=overwrite)
    if lens:
        write_points(task, depth, seen, path.with_suffix(".ply"), lens, overwrite)


def write_points(task, depth, seen, path, lens, overwrite):
    """Writes what is seen as points in the camera's frame, in the picture's colours."""
    import numpy as np

    from kerasdense.files.ply import write_cloud
    from kerasdense.pixels.surface import points

    rows, columns = depth.shape[:2]
    step = math.ceil(math.sqrt(rows * columns / MOST_POINTS))
    every = np.s_[::step, ::step]
    places = points(depth, lens.camera(rows, columns))[every].reshape(-1, 3)
    colours = in_bytes(seen)[every].reshape(-1, 3)
    known = np.isfinite(places).all(-1) & (places[:, 2] > 0)
    unit = "of unknown scale" if is_relative(task) else "in metres"
    said = f"x right, y down, z away from the camera, {unit}"
    write_cloud(path, places[known], colours[known], said, overwrite=overwrite)


def write_normals(normals, path, overwrite):
    """Writes NAME.png of 16 bits, NAME.npy, and NAME.json that says what they hold."""
    from kerasdense.files import relief

    if path is None:
        sys.stdout.buffer.write(relief.encode_normals(normals)[0])
        return
    relief.write_normals(path, normals, overwrite=overwrite)


def to_look_at(task, seen, prediction):
    """The picture beside its depth, with a scale from near to far, or its normals."""
    from kerasdense.pixels import layout, paint, relief

    before, after = in_bytes(seen), task.render(prediction)
    if task.writes == "normals":
        said = "red faces right, green up, blue the camera"
        return paint.side_by_side([before, after], ["picture", f"normals: {said}"])
    ends = relief.near_and_far(prediction)
    unit = " m"
    if is_relative(task) and ends:
        ends, unit = (1.0, ends[1] / ends[0]), " x"
    bar = relief.depth_scale(ends, after.shape[1], unit)
    drawn = layout.column([after, bar], gap=4)
    said = "depth over the nearest" if unit == " x" else "depth"
    return paint.side_by_side([before, drawn], ["picture", said])


def in_bytes(seen):
    """-> the pixels of a `Picture` in colour, uint8."""
    import numpy as np

    from kerasdense.pixels import color

    pixels = color.in_channels(seen.pixels, 3)
    return (pixels // 257).astype(np.uint8) if pixels.dtype == np.uint16 else pixels
