"""Tiny data sets in the layouts that people have, written by the tests."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy import io

from kerasdense.datasets import pascal_context, sift_flow
from kerasdense.files.flow import write_flow


class Written:
    """Writes pictures and labels below a folder."""

    def __init__(self, folder):
        self.folder = folder

    def png(self, path, pixels):
        path = self._at(path)
        Image.fromarray(np.asarray(pixels, np.uint8)).save(path)
        return path

    def picture(self, path, shape=(2, 4), value=0):
        return self.png(path, np.full((*shape, 3), value))

    def matlab(self, path, **variables):
        path = self._at(path)
        io.savemat(path, variables)
        return path

    def lines(self, path, *lines):
        path = self._at(path)
        path.write_text("".join(f"{line}\n" for line in lines))
        return path

    def _at(self, path):
        path = Path(self.folder) / path
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    # Data sets of two rows and four columns, each -> what stands behind the colon.

    def flow(self, path, value=(1.0, -2.0), shape=(2, 4)):
        path = self._at(path)
        write_flow(path, np.full((*shape, 2), value, np.float32))
        return path

    def chairs(self, marks=""):
        for name in "00001", "00002":
            self.picture(f"chairs/data/{name}_img1.ppm", value=int(name))
            self.picture(f"chairs/data/{name}_img2.ppm")
            self.flow(f"chairs/data/{name}_flow.flo", (int(name), 0))
        if marks:
            self.lines("chairs/FlyingChairs_train_val.txt", *marks)
        return f"{self.folder}/chairs"

    def sintel(self):
        for number in (1, 2, 3):
            for render in "clean", "final":
                path = f"sintel/training/{render}/alley/frame_000{number}.png"
                self.picture(path, value=number)
            if number < 3:
                self.flow(f"sintel/training/flow/alley/frame_000{number}.flo")
                for kind in "occlusions", "invalid":
                    mask = np.zeros((2, 4), np.uint8)
                    mask[0, number if kind == "invalid" else 0] = 255
                    path = f"sintel/training/{kind}/alley/frame_000{number}.png"
                    self.png(path, mask)
        return f"{self.folder}/sintel"

    def kitti_flow(self):
        for kind, known in ("flow_occ", (1, 1, 0, 1)), ("flow_noc", (1, 0, 0, 1)):
            flow = np.full((2, 4, 2), (1.5, -2.0), np.float32)
            flow[0, np.equal(known, 0)] = np.nan
            write_flow(self._at(f"kitti/training/{kind}/000000_10.png"), flow)
        for time in (10, 11):
            self.picture(f"kitti/training/image_2/000000_{time}.png", value=time)
        return f"{self.folder}/kitti"

    def middlebury(self):
        self.flow("mid/other-gt-flow/Venus/flow10.flo")
        for number in (10, 11):
            self.picture(f"mid/other-data/Venus/frame{number}.png", value=number)
        return f"{self.folder}/mid"

    def voc(self, train, val, label=((0, 1, 20, 255), (0, 0, 15, 15))):
        for name in (*train, *val):
            self.picture(f"VOC/JPEGImages/{name}.jpg")
            self.png(f"VOC/SegmentationClass/{name}.png", label)
        self.lines("VOC/ImageSets/Segmentation/train.txt", *train)
        self.lines("VOC/ImageSets/Segmentation/val.txt", *val)
        return f"{self.folder}/VOC"

    def sbd(self, train, val, label=((0, 2, 20, 0), (0, 0, 15, 15))):
        for name in (*train, *val):
            self.picture(f"SBD/img/{name}.jpg")
            ids = np.array(label, np.uint8)
            self.matlab(f"SBD/cls/{name}.mat", GTcls={"Segmentation": ids})
        self.lines("SBD/train.txt", *train)
        self.lines("SBD/val.txt", *val)
        return f"{self.folder}/SBD"

    def pascal_context(self, train, val, label=((1, 2, 61, 0), (1, 1, 1, 60))):
        for name in (*train, *val):
            self.picture(f"VOC2010/JPEGImages/{name}.jpg")
            self.matlab(f"CTX/trainval/{name}.mat", LabelMap=np.array(label, "u2"))
        self.lines("VOC2010/ImageSets/Main/train.txt", *train)
        self.lines("VOC2010/ImageSets/Main/val.txt", *val)
        # accordion is 1; then the classes, backwards and as the list of 459 has them
        names = ["accordion", *reversed(pascal_context.CLASSES[1:]), "zebra"]
        names = ["dining table" if n == "table" else n for n in names]
        self.lines("CTX/labels.txt", *(f"{i + 1}: {n}" for i, n in enumerate(names)))
        return f"{self.folder}/VOC2010,{self.folder}/CTX"

    def sift_flow(self, train, test):
        inner = sift_flow.SCENES
        semantic = np.array([[0, 1, 33, 33], [5, 5, 5, 5]], np.uint8)
        surfaces = np.array([[-1, 0, 1, 2], [3, 3, 3, 3]], np.int16)
        for name in (*train, *test):
            self.picture(f"SIFT/Images/{inner}/{name}.jpg")
            self.matlab(f"SIFT/SemanticLabels/{inner}/{name}.mat", S=semantic)
            self.matlab(f"SIFT/GeoLabels/{inner}/{name}.mat", S=surfaces)
        self.lines("SIFT/TestSet1.txt", *(f"{inner}\\{name}.jpg" for name in test))
        return f"{self.folder}/SIFT"

    def cityscapes(self, split="val", ids=((7, 33, 0, 4), (11, 11, 9, 29))):
        for city in ("bonn", "ulm"):
            head = f"{city}_000000_000019"
            path = f"leftImg8bit/{split}/{city}/{head}_leftImg8bit.png"
            self.picture(f"CS/{path}")
            self.png(f"CS/gtFine/{split}/{city}/{head}_gtFine_labelIds.png", ids)
        return f"{self.folder}/CS"

    def kitti(self, ids=((7, 33, 0, 4), (11, 11, 9, 29))):
        for i in range(3):
            self.picture(f"KITTI/training/image_2/00000{i}_10.png")
            self.png(f"KITTI/training/semantic/00000{i}_10.png", ids)
        return f"{self.folder}/KITTI"

    def masked(self):
        for name in "ab":
            self.picture(f"MASKED/{name}.png", (4, 6), 5)
            self.picture(f"MASKED/{name}_50_masked.png", (4, 6))
        return f"{self.folder}/MASKED"

    def levin(self):
        for name in "im1", "im2":
            self.picture(f"LEVIN/{name}_kernel3_img.png", (30, 34), 5)
            self.picture(f"LEVIN/gt/{name}.png", (30, 34))
        self.picture("LEVIN/gt/kernel3.png", (5, 5), 255)
        return f"{self.folder}/LEVIN"

    def koehler(self):
        for case in "1_1", "1_12":
            self.picture(f"KOEHLER/Blurry{case}.png", (30, 34), 5)
            for frame in range(1, 4):
                self.picture(f"KOEHLER/truth/GroundTruth{case}_{frame}.png", (30, 34))
        return f"{self.folder}/KOEHLER"

    def real_noise(self):
        for name in "ab":
            self.picture(f"REAL/{name}_real.png", (4, 6), 5)
            self.picture(f"REAL/{name}_mean.png", (4, 6))
        return f"{self.folder}/REAL"

    def rain(self):
        for number in range(1, 3):
            self.picture(f"RAIN/rain{number}.png", (4, 6), 5)
            self.picture(f"RAIN/norain{number}.png", (4, 6))
        return f"{self.folder}/RAIN"

    def benchmark(self, scale=2, large="HR", small="LR_x{}", suffix=""):
        for name, value in (("baby", 9), ("bird2", 7)):
            self.picture(f"SET/{large}/{name}.png", (4 * scale + 1, 6 * scale), value)
            folder = small.format(scale)
            self.picture(f"SET/{folder}/{name}{suffix}.png", (4, 6), value)
        return f"{self.folder}/SET"

    def div2k(self, scale=2, track="bicubic/X2", suffix="x2"):
        for part, numbers in (("train", (1, 2, 800)), ("valid", (801, 900))):
            for number in numbers:
                size = 4 * scale, 6 * scale
                self.picture(f"D/DIV2K_{part}_HR/{number:04d}.png", size, number % 250)
                small = f"D/DIV2K_{part}_LR_{track}/{number:04d}{suffix}.png"
                self.picture(small, (4, 6), number % 250)
        return f"{self.folder}/D"

    def flickr2k(self):
        for number in (1, 2650):
            self.picture(f"F/Flickr2K_HR/{number:06d}.png", (8, 12), 3)
            self.picture(f"F/Flickr2K_LR_bicubic/X2/{number:06d}x2.png", (4, 6), 3)
        return f"{self.folder}/F"

    def pirm(self):
        for part, number in (("Validation", 1), ("Test", 201)):
            self.picture(f"P/{part}/Original/{number}.png", (16, 24), number)
            self.picture(f"P/{part}/4x_downsampled/{number}.png", (4, 6), number)
        return f"{self.folder}/P"

    def bsds(self):
        self.picture("val/images/a.jpg")
        people = np.empty((1, 2), object)
        for person in range(2):
            lines = np.zeros((2, 4), np.uint8)
            lines[person] = 1
            people[0, person] = {"Segmentation": lines + 1, "Boundaries": lines}
        self.matlab("val/groundTruth/a.mat", groundTruth=people)
        return self.folder

    def edge_list(self):
        for name in "ab":
            self.picture(f"photos/{name}.png")
            self.png(f"lines/{name}.png", [[0, 255, 0, 0]] * 2)
        return self.lines("all.lst", *(f"photos/{n}.png lines/{n}.png" for n in "ab"))

    def drawings(self):
        self.edge_list()
        return f"{self.folder}/photos,{self.folder}/lines"

    def depth(self, path, values):
        """Of 16 bits."""
        path = self._at(path)
        Image.fromarray(np.asarray(values, np.uint16)).save(path)
        return path

    def rgbd(self, count=3, values=((0, 500, 1000, 65535), (2000, 1, 0, 8))):
        for i in range(count):
            self.picture(f"RGBD/rgb/{i}.png")
            self.depth(f"RGBD/depth/{i}.png", values)
        return f"{self.folder}/RGBD/rgb,{self.folder}/RGBD/depth"

    def nyu_depth(self, train=3, test=2, kind="depth_rel8", shape=(48, 64)):
        for part, count, first in (("train", train, 1), ("test", test, 50)):
            for number in range(first, first + count):
                self.picture(f"NYU/{part}/rgb/{number:04d}.jpg", shape, number)
                values = np.full(shape, 100 + number)
                write = self.png if kind == "depth_rel8" else self.depth
                write(f"NYU/{part}/{kind}/{number:04d}.png", values)
        return f"{self.folder}/NYU"

    def nyu(self, classes, train=3, test=2, labels=((0, 1, 2, 4), (0, 1, 2, 4))):
        for part, count, first in (("train", train, 1), ("test", test, 50)):
            for number in range(first, first + count):
                self.picture(f"NYU/{part}/rgb/{number:04d}.jpg")
                self.png(f"NYU/{part}/label{classes}/{number:04d}.png", labels)
        return f"{self.folder}/NYU"


@pytest.fixture
def written(tmp_path):
    return Written(tmp_path)


@pytest.fixture
def names():
    return lambda dataset: [dataset.name(i) for i in range(len(dataset))]
