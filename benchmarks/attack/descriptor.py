"""The face descriptor of dlib's ResNet: 128 numbers, near to each other for pictures of one person."""

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor

import cv2
import dlib
import numpy as np

SIDE = 150  # of the network's input
# The middle of a view that becomes the input: the network expects a face that fills it. Of 0.6 to 1.2, this share
# names the most faces that are not hidden.
SHARE = 0.72

network = None


class Descriptor:
    def __init__(self, model):
        # Not by fork, which copies the locks that OpenCV's threads hold.
        self.workers = ProcessPoolExecutor(len(os.sched_getaffinity(0)), multiprocessing.get_context("spawn"),
                                           initializer=_load, initargs=(str(model),))

    def __call__(self, views):
        """Rows of 128 numbers, one for each view of any depth."""
        return np.array(list(self.workers.map(_describe, [_middle(view) for view in views], chunksize=5)))


def _load(model):
    global network
    cv2.setNumThreads(1)
    network = dlib.face_recognition_model_v1(model)


def _describe(chip):
    return np.array(network.compute_face_descriptor(chip))


def _middle(view):
    rows, columns = view.shape[:2]
    side = round(rows * SHARE)
    top, left = (rows - side) // 2, (columns - side) // 2
    part = np.clip(view[top:top + side, left:left + side], 0, 255).astype(np.uint8)
    return cv2.cvtColor(cv2.resize(part, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC), cv2.COLOR_BGR2RGB)
