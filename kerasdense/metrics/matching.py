"""Which pixels of two boundaries belong together.

Martin, Fowlkes & Malik, "Learning to detect natural image boundaries using local
brightness, color, and texture cues", TPAMI 2004: pixels are matched one to one, none
farther than a distance, as many as can be.
"""

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph
from scipy.spatial import cKDTree


def reach(shape, part=0.0075):
    """-> how far pixels may be apart, in pixels: `part` of the image's diagonal."""
    return part * np.hypot(*shape[:2])


def correspondences(first, second, most):
    """Matches the pixels of two boundaries one to one.

    As many pairs as can be, none farther apart than `most`; and of all ways to match so
    many, one whose distances have the least sum. The benchmark of BSDS asks for the
    same, approximately: an unmatched pixel costs there a hundred times the longest
    distance, and distances are rounded to hundredths of a pixel.

    Args:
        first, second: bool [H, W].
        most: In pixels.

    Returns:
        int64 [N, 2] and [N, 2]: rows and columns in `first`, and of their partners in
        `second`.
    """
    a, b = np.argwhere(first), np.argwhere(second)
    if not len(a) or not len(b):
        return a[:0], b[:0]
    near = cKDTree(a).sparse_distance_matrix(
        cKDTree(b), most + 1e-9, output_type="coo_matrix"
    )
    pairs = [
        nearest_pairs(near.row[part], near.col[part], near.data[part])
        for part in parts(near)
    ]
    rows, columns = (np.concatenate(side) for side in zip(*pairs, (EMPTY, EMPTY)))
    order = np.argsort(rows)
    return a[rows[order]], b[columns[order]]


EMPTY = np.zeros(0, np.int64)
THOUSANDTHS = 1000  # of a pixel, in which distances are compared


def parts(near):
    """-> the numbers of the edges of each connected part: they are matched alone."""
    if not near.nnz:
        return []
    rows, columns = near.shape
    whole = sparse.coo_matrix(
        (np.ones(near.nnz, np.int8), (near.row, near.col + rows)),
        (rows + columns, rows + columns),
    )
    _, part = csgraph.connected_components(whole, directed=False)
    part = part[near.row]
    order = np.argsort(part, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(part[order])) + 1)


def nearest_pairs(rows, columns, distances):
    """Edges of a graph -> the ends of those that are chosen.

    Each pixel also gets a stand-in that it is matched with when it has no partner, at a
    price above all distances together; the stand-ins of two near pixels are near each
    other and cost nothing. So all are matched, and the least sum has the most pairs.
    """
    a, rows = np.unique(rows, return_inverse=True)
    b, columns = np.unique(columns, return_inverse=True)
    # Whole numbers: with rounded sums the solver may walk in circles.
    distances = np.rint(THOUSANDTHS * distances)
    lonely = distances.max() * (min(len(a), len(b)) + 1) + 1
    # Left: pixels of a, stand-ins of b. Right: pixels of b, stand-ins of a.
    left = np.concatenate(
        [rows, np.arange(len(a)), len(a) + np.arange(len(b)), len(a) + columns]
    )
    right = np.concatenate(
        [columns, len(b) + np.arange(len(a)), np.arange(len(b)), len(b) + rows]
    )
    # The solver takes 0 for no edge: all costs are one more, and their number is fixed.
    cost = 1 + np.concatenate(
        [distances, np.full(len(a) + len(b), lonely), np.zeros(len(rows))]
    )
    graph = sparse.csr_matrix((cost, (left, right)), (len(a) + len(b),) * 2)
    left, right = csgraph.min_weight_full_bipartite_matching(graph)
    chosen = (left < len(a)) & (right < len(b))
    return a[left[chosen]], b[right[chosen]]
