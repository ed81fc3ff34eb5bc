"""Networks that a study teaches: what was taught once is not taught again."""

import json
from pathlib import Path

from kerasdense import bundle, checkpoint
from kerasdense.train import Watcher, train

SCORES = "scores.json"


def learned(folder, recipe, *, seed=0, each=None):
    """-> the scores of the network that a recipe leaves in a folder.

    A run that was stopped goes on where it was, and one that came to its end is only
    read.

    Args:
        folder: Of the run; a bundle afterwards.
        recipe: -> a `Recipe`; called where there is something left to learn.
        seed: Of weights, order and transforms.
        each: Called with (step, loss) after each step, if given.

    Raises:
        Interrupted: By Ctrl-C; the state is saved.
    """
    path = Path(folder) / SCORES
    if path.exists():
        return json.loads(path.read_text())
    going = checkpoint.exists(folder)
    scores = train(recipe(), folder, seed=seed, resume=going, watcher=_Told(each))
    bundle.write_json(path, scores)
    return scores


class _Told(Watcher):
    def __init__(self, each):
        self.each = each

    def learned(self, step, loss):
        if self.each:
            self.each(step, loss)
