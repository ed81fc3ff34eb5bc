"""Several maps of one scene, from one network."""

from kerasdense.metrics import OfPart
from kerasdense.tasks.task import Task


class Together(Task):
    """A task made of others, each of one map; here are the six verbs.

    y, w, outputs and predictions are dicts, with an entry for each part. Whoever makes
    one names its parts and gives it fields for task.json:

        parts    {name: task}. All see the same x, and their maps are of one size, but
                 for those that are `whole`. The first stands for all of them where
                 there is room for one picture.
        monitor  a score, such as semantic_mean_iu: PART_NAME
    """

    writes = "maps"

    @property
    def first(self):
        return next(iter(self.parts.values()))

    @property
    def reads(self):
        return self.first.reads

    @property
    def learns(self):
        fields = [name for part in self.parts.values() for name in part.learns]
        return tuple(dict.fromkeys(fields))

    @property
    def channels(self):
        return self.first.channels

    @property
    def channels_in(self):
        return self.first.channels_in

    @property
    def channels_out(self):
        """-> {name: channels}."""
        return {name: part.channels_out for name, part in self.parts.items()}

    def input(self, sample):
        return self.first.input(sample)

    def target(self, sample):
        both = {name: part.target(sample) for name, part in self.parts.items()}
        return {name: y for name, (y, w) in both.items()}, {
            name: w for name, (y, w) in both.items()
        }

    def loss(self, y, output, w):
        """The sum of the parts' losses, each meaned over its own known pixels."""
        return sum(
            part.loss(y[name], output[name], w[name])
            for name, part in self.parts.items()
        )

    def decode(self, output, x):
        return {name: part.decode(output[name], x) for name, part in self.parts.items()}

    def metrics(self):
        return of_parts({name: part.metrics() for name, part in self.parts.items()})

    def extras(self):
        return {
            f"{name}-{extra}": OfPart(name, metric)
            for name, part in self.parts.items()
            for extra, metric in part.extras().items()
        }

    def protocols(self):
        """Those that all parts have."""
        known = {name: part.protocols() for name, part in self.parts.items()}
        return {
            protocol: of_parts({name: found[protocol] for name, found in known.items()})
            for protocol in next(iter(known.values()))
            if all(protocol in found for found in known.values())
        }

    def render(self, prediction):
        """The map of the first part, as it draws it."""
        return self.first.render(prediction[next(iter(self.parts))])


def of_parts(metrics):
    """{name of a part: its metrics} -> metrics of the whole."""
    return [OfPart(name, each) for name, found in metrics.items() for each in found]
