"""What `kerasdense export` found, for people and in export.json."""

import json

import typer

from kerasdense.cli import report
from kerasdense.errors import ModelFileError

NAME = "export.json"
COLUMNS = ("", "network", "file", "difference")


def read_reports(path):
    """-> what earlier exports into this folder found: {file: report}."""
    try:
        found = json.loads(path.read_text())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ModelFileError(
            f"{path} cannot be read: {error}. Move it away."
        ) from error
    if not isinstance(found, dict):
        raise ModelFileError(f"{path} is none of our reports. Move it away.")
    return found


def write_reports(path, reports):
    from kerasdense.bundle import write_json

    write_json(path, reports)


def tell(path, found, as_json):
    """Prints what was found, and how to use the file."""
    if as_json:
        typer.echo(json.dumps({path.name: found}, indent=2))
        return
    report.table(f"{path}, {found['bytes'] / 1e6:.2f} MB", COLUMNS, rows(found))
    report.out.print(f"compared on {found['images']} images of {found['data']}")
    ops = ", ".join(f"{name} {count}" for name, count in found["ops"].items())
    report.out.print(f"ops: {ops}", style="dim", soft_wrap=True)
    for reason in found["reasons"]:
        report.err.print(f"unproven: {reason}", style="red", soft_wrap=True)
    if found["proven"]:
        report.out.print(f"kerasdense predict {path} PICTURE", soft_wrap=True)


def rows(found):
    apart, seconds, scores = (found[n] for n in ("difference", "seconds", "scores"))
    if "differing" in apart:
        yield from differences(apart)
    else:
        for name, each in apart.items():
            yield from differences(each, f"{name}: ")
    for name, before in scores.get("network", {}).items():
        after = scores["file"][name]
        yield name, before, after, f"{after - before:+.4f}"
    size = f"{seconds['rows']}x{seconds['columns']}"
    before, after = (1000 * seconds[who] for who in ("network", "file"))
    yield f"milliseconds for {size}", before, after, f"{before / after:.2f} x as fast"


def differences(apart, of=""):
    if "mean" in apart:
        yield f"{of}largest difference, 255ths", "", "", apart["largest"]
        yield f"{of}mean difference, 255ths", "", "", apart["mean"]
        psnr = "equal" if apart["psnr"] is None else apart["psnr"]
        yield f"{of}PSNR, file to network, dB", "", "", psnr
    what = "values" if "mean" in apart else "pixels"
    yield f"{of}{what} that differ", "", "", f"{100 * apart['differing']:.3f} %"
