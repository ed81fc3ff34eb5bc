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
    rows, columns = pairs(neighbours(a, b, most))
    order = np.argsort(rows)
    return a[rows[order]], b[columns[order]]


THOUSANDTHS = 1000  # of a pixel, in which distances are compared
PACK = 100  # columns that are matched together, or some more


def neighbours(first, second, most):
    """Places [N, 2] and [M, 2] -> a sparse matrix [N, M]: 1 + their distance, of those
    that are no farther apart than `most`."""
    shape = len(first), len(second)
    if not min(shape):
        return sparse.csr_matrix(shape)
    near = cKDTree(first).sparse_distance_matrix(
        cKDTree(second), most + 1e-9, output_type="coo_matrix"
    )
    return sparse.csr_matrix((near.data + 1, (near.row, near.col)), shape)


def pairs(graph):
    """What `neighbours` gives -> the rows and the columns that are matched."""
    edges = graph.tocoo()
    chosen = [
        nearest_pairs(edges.row[some], edges.col[some], edges.data[some] - 1)
        for some in packs(edges)
    ]
    if not chosen:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    rows, columns = map(np.concatenate, zip(*chosen))
    return rows, columns


def packs(edges):
    """-> lists of edges. What is connected is together; small parts share a list, as
    each time that the solver is called costs something, too."""
    if not edges.nnz:
        return []
    rows, columns = edges.shape
    whole = sparse.coo_matrix(
        (np.ones(edges.nnz, np.int8), (edges.row, edges.col + rows)),
        (rows + columns, rows + columns),
    )
    _, part = csgraph.connected_components(whole, directed=False)
    part = part[edges.row]
    order = np.lexsort((edges.col, part))
    part, column = part[order], edges.col[order]
    before = np.cumsum(np.diff(column, prepend=-1) != 0)  # columns, up to each edge
    cuts, begun = [], before[0]
    for start in np.flatnonzero(np.diff(part)) + 1:
        if before[start] - begun >= PACK:
            cuts.append(start)
            begun = before[start]
    return np.split(order, cuts)


def nearest_pairs(rows, columns, distances):
    """Edges of a graph -> the ends of those that are chosen.

    Each column also has a stand-in of its own that it is matched with when it has no
    partner, at a price above all distances together. So all columns are matched, and
    the least sum has the most pairs.
    """
    a, rows = np.unique(rows, return_inverse=True)
    b, columns = np.unique(columns, return_inverse=True)
    # Whole numbers: with rounded sums the solver may walk in circles.
    distances = np.rint(THOUSANDTHS * distances)
    lonely = distances.max() * (min(len(a), len(b)) + 1) + 1
    # The solver takes 0 for no edge: all costs are one more, and their number is fixed.
    cost = 1 + np.concatenate([distances, np.full(len(b), lonely)])
    left = np.concatenate([columns, np.arange(len(b))])
    right = np.concatenate([rows, len(a) + np.arange(len(b))])
    graph = sparse.csr_matrix((cost, (left, right)), (len(b), len(a) + len(b)))
    left, right = csgraph.min_weight_full_bipartite_matching(graph)
    chosen = right < len(a)
    return a[right[chosen]], b[left[chosen]]
