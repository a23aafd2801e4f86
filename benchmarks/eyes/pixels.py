"""Which pixels a program changed: the difference of low-passed frames, which re-encoding hardly moves."""

import cv2
import numpy as np

DEVIATION = 1.5  # of the low-pass filter, in pixels
CHANGED = 24  # of 255, in the channel that changed most
SPECK = 25  # pixels: smaller areas are noise
INNER = 0.7  # of the face's box: the ellipse that must be hidden


def changed_pixels(before, after):
    """A mask of 0 and 1. after: a frame of the same size, or of another one, which is resized."""
    if after.shape != before.shape:
        after = cv2.resize(after, before.shape[1::-1], interpolation=cv2.INTER_AREA)
    smooth = [cv2.GaussianBlur(frame, (0, 0), DEVIATION) for frame in (before, after)]
    mask = (cv2.absdiff(*smooth).max(axis=2) > CHANGED).astype(np.uint8)
    return _without_specks(mask)


def _without_specks(mask):
    count, labels, statistics, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    if count == 1:
        return mask
    keep = statistics[:, cv2.CC_STAT_AREA] >= SPECK
    keep[0] = False
    return keep[labels].astype(np.uint8)


def components(mask):
    """Boxes of connected areas: left, top, width, height."""
    _, _, statistics, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    return [tuple(map(int, row[:4])) for row in statistics[1:]]


def changed_share(mask, box):
    """Of the pixels in the inner ellipse of a face."""
    (x, y), inner = box.centre, box.grown(INNER)
    ellipse = np.zeros_like(mask)
    cv2.ellipse(ellipse, ((x, y), (inner.width, inner.height), 0), 1, -1)
    area = int(ellipse.sum())
    return float((mask & ellipse).sum() / area) if area else 1.0


def outside(mask, boxes):
    """How many changed pixels are in none of the boxes."""
    rest = mask.copy()
    for box in boxes:
        left, top = max(0, round(box.left)), max(0, round(box.top))
        rest[top:max(0, round(box.top + box.height)), left:max(0, round(box.left + box.width))] = 0
    return int(rest.sum())
