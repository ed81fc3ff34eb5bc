"""What all tests share: measured data, where there is any, and two processors."""

import contextlib
import http.server
import os
import pathlib
import sys
import threading
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import pytest

SHARED = pathlib.Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared():
    """The folder of real data and published weights beside the checkout."""
    if not (SHARED / "data").is_dir():
        pytest.skip("needs the measured data in ../shared, which is not here")
    return SHARED


@pytest.fixture(scope="session", autouse=True)
def two_processors():
    """Pretends that the processor is two, to train on two replicas anywhere.

    Before the first test, when all files to run are imported: TensorFlow is told before
    it computes anything, and only where a file imports it. Where one has computed while
    it was imported it is too late, and the test of replicas says so.
    """
    tf = sys.modules.get("tensorflow")
    if tf:
        with contextlib.suppress(RuntimeError):
            tf.config.set_logical_device_configuration(
                tf.config.list_physical_devices("CPU")[0],
                [tf.config.LogicalDeviceConfiguration()] * 2,
            )


CAMERA = (8380, -2630, -639, -2887, 10725, 2496, -627, 1427, 5438)  # XYZ to its colours


@pytest.fixture
def dng(tmp_path):
    """Writes a raw file as a camera would: (name, sensor uint16 [H, W], ...) -> path.

    Pattern: rows of letters, as filters lie from the first pixel on. Neutral: what the
    camera takes for gray. A sensor of [H, W, 3] makes a linear DNG, without a mosaic.
    """
    import tifffile

    def ratios(numbers, of=10000):
        return sum(((round(number), of) for number in numbers), ())

    def write(
        name,
        sensor,
        pattern=("RG", "GB"),
        *,
        black=512,
        white=16383,
        neutral=(0.5, 1.0, 0.625),
        orientation=1,
        seconds=None,
    ):
        n, flat = len(pattern), sensor.ndim == 2
        tags = [
            (271, 2, 0, "Test", True),  # who made the camera, and its model
            (272, 2, 0, "One", True),
            (274, 3, 1, orientation, True),
            (50706, 1, 4, (1, 4, 0, 0), True),  # the version of DNG
            (50708, 2, 0, "Test One", True),
            (50714, 3, 1, black, True),
            (50717, 4, 1, white, True),
            (50721, 10, 9, ratios(CAMERA), True),
            (50728, 5, 3, ratios(10000 * value for value in neutral), True),
            (50778, 3, 1, 21, True),  # the light of the matrix: D65
        ]
        if seconds:
            tags.append((33434, 5, 1, ratios([1000 * seconds], 1000), True))
        if flat:
            filters = bytes("RGB".index(letter) for row in pattern for letter in row)
            tags += [(33421, 3, 2, (n, n), True), (33422, 1, n * n, filters, True)]
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        tifffile.imwrite(
            path,
            sensor,
            photometric=32803 if flat else 34892,
            extratags=tags,
            metadata=None,
        )
        return path

    return write


@pytest.fixture
def mjpeg(monkeypatch):
    """A camera in the network: (pictures uint8 [H, W, 3], pause in seconds) -> URL.

    Sends each picture once, as a JPEG, to whoever comes first.
    """
    import cv2

    monkeypatch.setenv("no_proxy", "127.0.0.1")
    servers = []

    def serve(pictures, pause=0.0):
        class Camera(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                kind = "multipart/x-mixed-replace; boundary=next"
                self.send_header("Content-Type", kind)
                self.end_headers()
                for picture in pictures:
                    jpeg = cv2.imencode(".jpg", picture[..., ::-1])[1].tobytes()
                    head = f"Content-Type: image/jpeg\r\nContent-Length: {len(jpeg)}"
                    head = f"--next\r\n{head}\r\n\r\n"
                    self.wfile.write(head.encode() + jpeg + b"\r\n")
                    time.sleep(pause)

            def log_message(self, *_):
                pass

            def handle(self):
                with contextlib.suppress(ConnectionError):  # who watched has gone
                    super().handle()

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Camera)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/video"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()
