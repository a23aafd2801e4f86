"""Lets the judges look at frames, as many at a time as there are workers."""

import multiprocessing
import os
import time
from concurrent.futures import ProcessPoolExecutor

import cv2

from judges import JUDGES

WORKERS = min(2, len(os.sched_getaffinity(0)))
WAITING = 2 * WORKERS  # frames between the reader and the judges, at most

judges = {}  # of a worker


class Looks:
    """finds: of each judge, by frame. seconds: of processor time of its looks, of which there were `count`."""

    def __init__(self):
        self.finds = {name: {} for name in JUDGES}
        self.seconds = dict.fromkeys(JUDGES, 0.0)
        self.count = dict.fromkeys(JUDGES, 0)

    def add(self, frame, name, finds, seconds):
        self.finds[name][frame] = finds
        self.seconds[name] += seconds
        self.count[name] += 1

    def at(self, frame):
        return {name: finds.get(frame, []) for name, finds in self.finds.items()}


class Panel:
    def __init__(self):
        # Not by fork, which copies the locks that OpenCV's threads hold.
        self.workers = ProcessPoolExecutor(WORKERS, multiprocessing.get_context("spawn"), initializer=_prepare)

    def look(self, frames, looks):
        """frames: number, BGR frame, names of the judges that are to look at it, and boxes of faces that may be there.
        Adds to the looks."""
        pending = []
        for number, frame, names, hints in frames:
            pending.append((number, self.workers.submit(_look, frame, names, hints)))
            if len(pending) > WAITING:
                _collect(looks, *pending.pop(0))
        for number, future in pending:
            _collect(looks, number, future)


def _collect(looks, number, future):
    for name, (finds, seconds) in future.result().items():
        looks.add(number, name, finds, seconds)


def _prepare():
    cv2.setNumThreads(1)


def _look(frame, names, hints):
    result, hints = {}, list(hints)
    for name in names:
        if name not in judges:
            judges[name] = JUDGES[name]()
        start = time.process_time()
        finds = judges[name](frame, hints)
        result[name] = finds, time.process_time() - start
        hints += [find.box for find in finds]
    return result
