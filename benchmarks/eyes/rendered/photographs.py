"""Backgrounds: photographs in scikit-image's package."""

import importlib.util
import sys
from pathlib import Path

import cv2
import numpy as np

NAMES = ("motorcycle_left.png", "coffee.png", "brick.png", "rocket.jpg", "gravel.png", "grass.png")
WIDTH, HEIGHT = 720, 560  # pixels of one tile


def photograph(number):
    """BGR floats, 1440x1120: mirrored at its borders, so that it has no end."""
    path = Path(importlib.util.find_spec("skimage").origin).parent / "data" / NAMES[number % len(NAMES)]
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        sys.exit(f"cannot read the background {path}: delete .build/samples-venv and run again")
    tile = cv2.resize(picture, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA).astype(np.float32)
    row = np.hstack([tile, tile[:, ::-1]])
    return np.vstack([row, row[::-1]])
