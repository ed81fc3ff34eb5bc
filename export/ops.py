"""What exported files are made of: their ops, counted."""

from collections import Counter
from pathlib import Path

from kerasdense.errors import ModelFileError
from kerasdense.export import records

# What a program for pixels has no reason to do. A SavedModel is a program.
FORBIDDEN = {"ReadFile", "WriteFile", "MatchingFiles", "LoadLibrary", "ImmutableConst"}
FORBIDDEN |= {"PyFunc", "PyFuncStateless", "EagerPyFunc", "DebugIdentityV3"}
FURNITURE = {
    "Const",
    "Identity",
    "NoOp",
    "Placeholder",
    "ReadVariableOp",
    "StopGradient",
}
FURNITURE |= {"VarHandleOp", "SaveV2", "RestoreV2", "ShardedFilename", "Assert"}


def of(path):
    """-> {name: how often} of an exported file: the ops that compute."""
    if records.is_tflite(path):
        return of_tflite(path)
    found = of_saved_model(path)
    return {name: count for name, count in found.items() if name not in FURNITURE}


def of_tflite(path):
    """-> {name: how often}, without TensorFlow."""
    from ai_edge_litert.tools import flatbuffer_utils

    model = flatbuffer_utils.read_model(str(path))
    names = Counter(
        flatbuffer_utils.opcode_to_name(model, operator.opcodeIndex)
        for graph in model.subgraphs
        for operator in graph.operators
    )
    return dict(sorted(names.items()))


def of_saved_model(folder):
    """-> {name: how often} in all graphs and functions.

    Raises:
        ModelFileError: The file is broken.
    """
    from google.protobuf.message import DecodeError
    from tensorflow.core.protobuf.saved_model_pb2 import SavedModel

    path, names = Path(folder) / "saved_model.pb", Counter()
    try:
        saved = SavedModel.FromString(path.read_bytes())
    except (OSError, DecodeError) as error:
        raise ModelFileError(f"{path} cannot be read: {error}") from error
    for graph in saved.meta_graphs:
        functions = graph.graph_def.library.function
        for nodes in (graph.graph_def.node, *(each.node_def for each in functions)):
            names.update(node.op for node in nodes)
    return dict(sorted(names.items()))


def check_harmless(folder):
    """A SavedModel must not touch files or call Python when it runs.

    Raises:
        ModelFileError: It does, or is broken.
    """
    found = sorted(FORBIDDEN & set(of_saved_model(folder)))
    if found:
        raise ModelFileError(
            f"{folder} is refused: it holds {', '.join(found)}, which no network needs."
        )
