"""Boxes in pixels of the displayed frame, and the rule that says when two of them are of one face."""

from dataclasses import dataclass
from typing import NamedTuple

SIZE_RATIO = 2.5  # between the heights of two boxes of one face, at most


class Box(NamedTuple):
    left: float
    top: float
    width: float
    height: float

    @property
    def centre(self):
        return self.left + self.width / 2, self.top + self.height / 2

    @property
    def area(self):
        return self.width * self.height

    def scaled(self, factor, left=0, top=0):
        """Of a tile at left and top whose pixels are `factor` pixels of the frame wide."""
        return Box(left + self.left * factor, top + self.top * factor, self.width * factor, self.height * factor)

    def grown(self, factor):
        """With the same centre."""
        return Box(self.left - self.width * (factor - 1) / 2, self.top - self.height * (factor - 1) / 2,
                   self.width * factor, self.height * factor)


class Find(NamedTuple):
    """What one judge found. points: both eyes and the nose; None: the judge does not tell."""

    box: Box
    score: float
    points: tuple | None = None


def contains(box, point):
    return 0 <= point[0] - box.left <= box.width and 0 <= point[1] - box.top <= box.height


def is_same_face(one, other):
    """The centre of each box is in the other, and the sizes are alike. Judges draw boxes of different extent, so an
    intersection over union would lose pairs of small boxes."""
    ratio = one.height / other.height
    return (1 / SIZE_RATIO <= ratio <= SIZE_RATIO
            and contains(one, other.centre) and contains(other, one.centre))


def mean_box(boxes):
    return Box(*(sum(sides) / len(boxes) for sides in zip(*boxes)))
