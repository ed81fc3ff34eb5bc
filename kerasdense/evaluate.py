"""Predictor, task, dataset -> scores. Nothing grows with the number of images."""

from kerasdense.pipeline import evaluation_batches


def evaluate(predictor, task, dataset, *, metrics=None, each=None):
    """Scores predictions by the task's metrics.

    Args:
        predictor: x [1, H, W, C] -> output. A network, or anything that acts like one.
        task: Decodes outputs, and names the metrics.
        dataset: With all that the task reads and learns.
        metrics: Fresh ones to fill; the task's own, by default.
        each: Called with (index, scores of this image) after every image, if given.

    Returns:
        {name: number}, over all images.
    """
    overall = metrics or task.metrics()
    single = [metric.from_config(metric.get_config()) for metric in overall]
    for index, (x, y, w) in enumerate(evaluation_batches(dataset, task)):
        prediction = task.decode(predictor(x), x)
        for metric in overall:
            feed(metric, x, y, prediction, w)
        if each:
            for metric in single:
                metric.reset_state()
                feed(metric, x, y, prediction, w)
            each(index, results(single))
    return results(overall)


def feed(metric, x, y, prediction, w):
    """Some metrics have a use for what the network saw, as well."""
    seen = {"x": x} if getattr(metric, "sees_x", False) else {}
    metric.update_state(y, prediction, w, **seen)


def results(metrics):
    """-> {name: number}; a metric may have several of them."""
    scores = {}
    for metric in metrics:
        result = metric.result()
        named = result if isinstance(result, dict) else {metric.name: result}
        scores.update({name: float(value) for name, value in named.items()})
    return scores
