"""Compares an image as displayed with its source, by Pillow.

  covered.py SOURCE RESULT [LEFT TOP RIGHT BOTTOM]...

The boxes are ratios of the displayed image. Prints JSON: the share of green pixels inside each box; the largest difference
of a pixel that is farther from all boxes than their size; the sizes as displayed.
"""
import json
import sys

import numpy
from PIL import Image, ImageOps


def shown(path):
    with Image.open(path) as image:
        return numpy.asarray(ImageOps.exif_transpose(image).convert("RGB")).astype(int)


source, result = shown(sys.argv[1]), shown(sys.argv[2])
boxes = numpy.array([float(word) for word in sys.argv[3:]]).reshape(-1, 4)
height, width = result.shape[:2]
far = numpy.ones((height, width), dtype=bool)
shares = []
for left, top, right, bottom in boxes * (width, height, width, height):
    inside = result[int(top):int(bottom), int(left):int(right)]
    shares.append(float(((inside - (0, 255, 0)) ** 2).sum(-1).__lt__(3000).mean()))
    dx, dy = right - left, bottom - top
    far[max(0, int(top - dy)):int(bottom + dy) + 1, max(0, int(left - dx)):int(right + dx) + 1] = False
print(json.dumps({
    "green": shares, "far": int(abs(source - result).max(-1)[far].max()) if source.shape == result.shape else 255,
    "sizes": [list(source.shape[1::-1]), [width, height]],
}))
