"""NudeNet's faces (AGPL-3.0, a judge only): a YOLOv8 net that was trained on whole bodies. From the package nudenet."""

import numpy as np

from boxes import Box, Find
from judges.network import compile_network, fit, strongest
from judges.package import package_file

LONGER = 640  # pixels of the longer side that it looks at
MULTIPLE = 32  # of which both sides must be
FACES = (5, 16)  # rows of the scores of female and male faces
MIN_SCORE = 0.25
OVERLAP = 0.45


class NudeNet:
    name = "NudeNet"
    version = "nudenet 3.4.2 320n, 640, 0.25"

    def __init__(self):
        self.networks = {}

    def __call__(self, frame, hints):
        scale = LONGER / max(frame.shape[:2])
        rows, columns = (int(np.ceil(side * scale / MULTIPLE)) * MULTIPLE for side in frame.shape[:2])
        if (rows, columns) not in self.networks:
            self.networks[rows, columns] = compile_network(package_file("nudenet/320n.onnx"), (1, 3, rows, columns))
        picture = fit(frame, scale, rows, columns).transpose(2, 0, 1)[None] / 255
        result = self.networks[rows, columns](picture)[0][0]
        scores = result[FACES, :].max(0)
        return strongest([_find(result[:4, index], scores[index], 1 / scale)
                          for index in np.flatnonzero(scores >= MIN_SCORE)], OVERLAP)


def _find(row, score, factor):
    x, y, width, height = row.tolist()
    return Find(Box(x - width / 2, y - height / 2, width, height).scaled(factor), float(score))
