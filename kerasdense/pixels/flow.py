"""Flow: where each pixel of a picture is in a second one, and what follows from it.

A flow is float32 [H, W, 2], in pixels: how far to the right, and how far down. NaN is
where nobody knows. OpenCV and Middlebury have it so, too.
"""

import cv2
import numpy as np

# Baker et al., "A database and evaluation methodology for optical flow", IJCV 2011: a
# wheel of 55 colours, from one of these to the next in so many steps.
SEGMENTS = ("RY", 15), ("YG", 6), ("GC", 4), ("CB", 11), ("BM", 13), ("MR", 6)
HUES = {
    "R": (255, 0, 0), "Y": (255, 255, 0), "G": (0, 255, 0),
    "C": (0, 255, 255), "B": (0, 0, 255), "M": (255, 0, 255),
}  # fmt: skip
BEYOND = 0.75  # of its brightness keeps what moves more than the most that is drawn


def wheel():
    """-> uint8 [55, 3]."""
    parts = []
    for (first, last), steps in SEGMENTS:
        share = (np.arange(steps) / steps)[:, None]
        way = np.subtract(HUES[last], HUES[first])
        # What falls is taken from 255 after rounding down, as in the authors' code.
        moved = np.floor(255 * share) * np.sign(way)
        parts.append(np.array(HUES[first]) + moved)
    return np.concatenate(parts).astype(np.uint8)


def coloured(flow, most=None):
    """A flow in the colours of Middlebury: hue is where to, strength how far.

    Right is red, down yellow, left blue, up violet; what rests is white.

    Args:
        flow: [H, W, 2].
        most: Pixels of movement that are drawn strongest; what moves farther is
            darker. None: those of the fastest pixel.

    Returns:
        uint8 [H, W, 3]; black where the flow is not known.
    """
    flow = np.asarray(flow, np.float64)
    known = np.isfinite(flow).all(axis=-1)
    across, down = np.moveaxis(np.where(known[..., None], flow, 0), -1, 0)
    length = np.hypot(across, down)
    most = length.max(initial=0) if most is None else most
    radius = length / max(most, 1e-6)
    colours = wheel() / 255
    place = (np.arctan2(-down, -across) / np.pi + 1) / 2 * (len(colours) - 1)
    before = np.floor(place).astype(int)
    after = (before + 1) % len(colours)
    share = (place - before)[..., None]
    colour = (1 - share) * colours[before] + share * colours[after]
    radius = radius[..., None]
    inside = radius <= 1 + 1e-9
    colour = np.where(inside, 1 - radius * (1 - colour), colour * BEYOND)
    return np.floor(255 * colour + 1e-6).astype(np.uint8) * known[..., None]


def with_arrows(picture, flow, every=16):
    """A picture with an arrow in the middle of each block: from where to where.

    Args:
        picture: uint8 [H, W, 1 or 3].
        flow: [H, W, 2], whose mean over a block is drawn.
        every: Side of the blocks, in pixels.

    Returns:
        uint8 [H, W, 3], the picture dimmed so that arrows are seen.
    """
    drawn = np.repeat(picture, 3, axis=-1) if picture.shape[-1] == 1 else picture
    drawn = np.ascontiguousarray(drawn // 2 + 64)
    colours = coloured(flow)
    rows, columns = flow.shape[:2]
    for top in range(0, rows - every // 2, every):
        for left in range(0, columns - every // 2, every):
            block = np.s_[top : top + every, left : left + every]
            known = np.isfinite(flow[block]).all(axis=-1)
            if not known.any():
                continue
            moved = flow[block][known].mean(axis=0)
            start = np.array([left + every // 2, top + every // 2])
            start = np.minimum(start, (columns - 1, rows - 1))
            end = np.rint(start + moved).astype(int)
            ink = tuple(map(int, colours[start[1], start[0]]))
            for width, shade in ((3, (0, 0, 0)), (1, ink)):
                tip = 0.3 if np.hypot(*moved) >= 1 else 0.0
                cv2.arrowedLine(
                    drawn, tuple(map(int, start)), tuple(map(int, end)), shade, width,
                    cv2.LINE_AA, tipLength=tip,
                )  # fmt: skip
    return drawn


def warped(second, flow):
    """What the second picture has where a flow leads: the first, if the flow is true.

    Bilinear; beyond the border the outermost pixels are repeated. Where the flow is
    not known nothing is moved.

    Args:
        second: [H, W, C], of any type that OpenCV takes.
        flow: [H, W, 2].

    Returns:
        [H, W, C], of the same type.
    """
    rows, columns = flow.shape[:2]
    y, x = np.mgrid[:rows, :columns].astype(np.float32)
    moved = np.nan_to_num(np.asarray(flow, np.float32), nan=0.0)
    place = x + moved[..., 0], y + moved[..., 1]
    found = cv2.remap(second, *place, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return found.reshape(*flow.shape[:2], second.shape[-1])


def occluded(forward, backward, share=0.01, least=0.5):
    """Where the flow there and the flow back do not agree.

    Sundaram, Brox & Keutzer, "Dense point trajectories by GPU-accelerated large
    displacement optical flow", ECCV 2010, section 3: a pixel is hidden where
    |f + b|^2 >= share (|f|^2 + |b|^2) + least, b being the flow back at its place in
    the second picture; and where it leaves the picture.

    Args:
        forward: Of the first picture to the second, [H, W, 2].
        backward: Of the second to the first.

    Returns:
        bool [H, W].
    """
    rows, columns = forward.shape[:2]
    y, x = np.mgrid[:rows, :columns]
    right, low = x + forward[..., 0], y + forward[..., 1]
    left = (right < 0) | (right > columns - 1) | (low < 0) | (low > rows - 1)
    back = warped(np.ascontiguousarray(backward, np.float32), forward)
    apart = np.square(forward + back).sum(axis=-1)
    long = np.square(forward).sum(axis=-1) + np.square(back).sum(axis=-1)
    return left | (apart >= share * long + least)


def refined(first, second, flow):
    """A flow made finer by OpenCV's variational method, in five rounds at full size.

    Brox et al., "High accuracy optical flow estimation based on a theory for warping",
    ECCV 2004, as it stands behind DIS. FlowNet's "+v" is such a step, of another
    program. Rounds, iterations and smoothness are the best of eight settings at mending
    true flow that had been disturbed, of FlyingChairs, Sintel and `moving:`.

    Args:
        first, second: uint8 [H, W, 1 or 3].
        flow: [H, W, 2] to begin with.

    Returns:
        float32 [H, W, 2].
    """
    method = cv2.VariationalRefinement.create()
    method.setSorIterations(10)
    method.setAlpha(10)
    found = np.nan_to_num(np.array(flow, np.float32, order="C"), nan=0.0)
    for _ in range(5):  # each warps the second picture anew
        found = method.calc(gray(first), gray(second), found)
    return found


def gray(picture):
    """uint8 [H, W, 1 or 3] -> uint8 [H, W], as OpenCV's methods want it."""
    if picture.shape[-1] == 1:
        return np.ascontiguousarray(picture[..., 0])
    return cv2.cvtColor(np.ascontiguousarray(picture), cv2.COLOR_RGB2GRAY)
