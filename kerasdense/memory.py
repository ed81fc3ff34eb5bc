"""How much memory a process takes. Imports nothing that takes any itself."""

import subprocess
import sys
from pathlib import Path


def peak_megabytes(program, *arguments):
    """What a Python process of its own has had in memory at most, in 10^6 bytes.

    Args:
        program: Python that ends by printing what `resident` gives.
        arguments: For its sys.argv.

    Returns:
        None where the process failed, as it does where memory is short.
    """
    run = subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        capture_output=True,
        text=True,
    )
    if run.returncode:
        return None
    return float(run.stdout.splitlines()[-1])


def resident():
    """-> the most memory that this process has had so far, in 10^6 bytes.

    Linux keeps ru_maxrss across exec, so that a child would report its parent's.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e6
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak * (1 if sys.platform == "darwin" else 1024) / 1e6
