"""FlowNetC as the paper trains it: as FlowNetS, with a climb of 10,000 steps from 1e-6.

    kerasdense train flownet_c runs/flownet-c --data chairs:FlyingChairs_release

Its settings are those of `flownet_s`, which tells what they are.
"""

import functools

from kerasdense.recipes import flownet_s

recipe = functools.partial(flownet_s.recipe, form="c", warmup=10000)
