import subprocess
import sys


def test_tensorflow_is_imported_without_a_word():
    code = "from kerasdense.cli.quiet import import_tensorflow as i; i(); i()"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, timeout=120
    )
    assert done.returncode == 0
    assert done.stderr == b"" and done.stdout == b""
