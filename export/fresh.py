"""An exported file in a process of its own, which has seen nothing of its making.

    python -m kerasdense.export.fresh FILE

reads lines of JSON, {"image": NPY, "result": NPZ}; runs the file on the one, writes the
other, and answers each with {"seconds": S}. Its first line tells whether TensorFlow had
to be imported.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from kerasdense.errors import ModelFileError

ONLY = "result"  # what the one map of a file is called


class Fresh:
    """The same, seen from the process that started it. A context manager.

    Args:
        path: The exported file.

    Raises:
        ModelFileError: The file cannot be opened there.
    """

    def __init__(self, path):
        self.path = path

    def __enter__(self):
        self._folder, self._said = (
            tempfile.TemporaryDirectory(),
            tempfile.TemporaryFile(),
        )
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, str(self.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            text=True,
            env={**os.environ, "PYTHONSAFEPATH": "1", "TF_CPP_MIN_LOG_LEVEL": "3"},
        )
        self.imports_tensorflow = self._answer()["tensorflow"]
        return self

    def __exit__(self, *error):
        self._process.communicate()  # closes its input, at which it ends
        self._folder.cleanup()
        self._said.close()

    def __call__(self, image):
        """What the file takes, [1, H, W, C] -> what it gives, and the seconds it took.

        Of several maps, it gives a dict.

        Raises:
            ModelFileError: The file fails.
        """
        folder = Path(self._folder.name)
        at, to = folder / "image.npy", folder / "result.npz"
        np.save(at, image)
        question = {"image": str(at), "result": str(to)}
        self._process.stdin.write(f"{json.dumps(question)}\n")
        self._process.stdin.flush()
        seconds = self._answer()["seconds"]
        with np.load(to) as file:
            found = dict(file)
        return found.get(ONLY, found), seconds

    def _answer(self):
        line = self._process.stdout.readline()
        if line:
            return json.loads(line)
        code = self._process.wait()
        self._said.seek(0)
        said = self._said.read().decode(errors="replace").strip().splitlines()
        self.__exit__()
        raise ModelFileError(
            f"{self.path} does not run in a process of its own: "
            f"{said[-1] if said else f'exit code {code}'}"
        )


def main(path):
    from kerasdense.export.predictor import open_exported

    run = open_exported(path).run
    tell({"tensorflow": "tensorflow" in sys.modules})
    for line in sys.stdin:
        asked = json.loads(line)
        image = np.load(asked["image"])
        start = time.perf_counter()
        result = run(image)
        seconds = time.perf_counter() - start
        np.savez(
            asked["result"], **(result if type(result) is dict else {ONLY: result})
        )
        tell({"seconds": seconds})


def tell(answer):
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
