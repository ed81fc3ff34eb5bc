"""Tables and progress for people; plain lines where no person is watching."""

import sys
import time

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def table(title, columns, rows):
    """Prints a table; the first column is text, the others numbers."""
    out.print(title, style="bold", soft_wrap=True)
    grid = Table()
    for place, name in enumerate(columns):
        grid.add_column(name, justify="left" if place == 0 else "right")
    for row in rows:
        grid.add_row(*map(show, row))
    out.print(grid)


def show(value):
    return f"{value:.4f}" if isinstance(value, float) else str(value)


def scores_line(scores):
    return "  ".join(f"{name} {value:.4g}" for name, value in scores.items())


def progress(*columns):
    """A bar on a terminal; silent elsewhere."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        *columns,
        TimeRemainingColumn(),
        console=err,
        disable=not err.is_terminal,
        transient=True,
    )


class TrainingProgress:
    """A bar with loss, speed and time left; every half minute a line elsewhere."""

    def begins(self, step, steps):
        self.first, self.steps = step, steps
        self.start = self.said = time.monotonic()
        self.loss = None
        self.bar = progress(
            TextColumn("loss {task.fields[loss]}  {task.fields[speed]} steps/s")
        )
        self.bar.start()
        self.line = self.bar.add_task(
            "training", total=steps, completed=step, loss="-", speed="-"
        )

    def learned(self, step, loss):
        self.loss = loss if self.loss is None else 0.98 * self.loss + 0.02 * loss
        now = time.monotonic()
        speed = (step - self.first) / max(now - self.start, 1e-9)
        self.bar.update(
            self.line, completed=step, loss=f"{self.loss:.4g}", speed=f"{speed:.2f}"
        )
        if not err.is_terminal and now - self.said > 30:
            self.said = now
            left = (self.steps - step) / speed
            print(
                f"step {step}/{self.steps}  loss {self.loss:.4g}  {speed:.2f} steps/s  "
                f"{left / 60:.0f} min left",
                file=sys.stderr,
                flush=True,
            )
        if step == self.steps:
            self.bar.stop()

    def scored(self, step, scores, kept):
        mark = "  (kept)" if kept else ""
        err.print(f"step {step}: {scores_line(scores)}{mark}", soft_wrap=True)

    def stop(self):
        self.bar.stop()
