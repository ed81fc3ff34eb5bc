"""Optical flow, mended turn by turn: a slim RAFT, learned from moving cut-outs.

    kerasdense train raft runs/raft --data images:PHOTOS

Data, light and colour are those of the recipe `flow`. The paper (arXiv:2003.12039,
section 4) takes 100,000 steps of 10 pairs of FlyingChairs, 12 turns, AdamW at 4e-4 with
one cycle, and gradients clipped to 1.
"""

from kerasdense.models.raft_slim import raft_slim
from kerasdense.recipe import Recipe, Stage
from kerasdense.recipes._flow import moving_pairs
from kerasdense.schedules import adam_cosine
from kerasdense.tasks import OpticalFlow


def recipe(
    train=None,
    validation=None,
    *,
    small=False,
    steps=8000,
    batch=8,
    window=(192, 256),
    pairs=1800,
    filters=(32, 48, 96),
    hidden=64,
    turns=6,
    light=0.4,
    learning_rate=1e-3,
    average=0.0,
    score_every=500,
    precision="float32",
):
    """Args:
    pairs, light, average: See `flow`.
    filters, hidden, turns: As of `models.raft_slim`.
    """
    scored = 48
    if small:
        steps, batch, window, pairs, scored = 2, 2, (64, 64), 4, 2
        filters, hidden, turns = (4, 4, 8), 8, 2
    task = OpticalFlow(epsilon=1e-6, tile=1024)  # 5.1 GB for such a square
    return Recipe(
        task=task,
        network=lambda task: raft_slim(filters=filters, hidden=hidden, turns=turns),
        **moving_pairs(train, validation, pairs, window, light, scored),
        batch=batch,
        stages=(
            Stage(
                steps,
                adam_cosine(learning_rate, steps, average=average, global_clipnorm=1.0),
            ),
        ),
        score_every=score_every,
        precision=precision,
    )
