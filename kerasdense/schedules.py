"""Optimizers with the schedules that several recipes share."""

import keras


def adam_cosine(learning_rate, steps, *, warmup=0.02, **kwargs):
    """-> makes an Adam whose rate climbs for `warmup` of the steps, then falls to 0
    along half a cosine."""
    climb = max(1, int(warmup * steps))

    def make():
        schedule = keras.optimizers.schedules.CosineDecay(
            0.0, max(1, steps - climb), warmup_target=learning_rate, warmup_steps=climb
        )
        return keras.optimizers.Adam(schedule, beta_2=0.99, **kwargs)

    return make
