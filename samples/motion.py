"""Where each face is at any instant.

A place is (x, y, w): the centre of the face box in frame widths and frame heights, and the
width of the box in frame heights.
"""

import math


class Walk:
    """A smooth way through hand-set places, with the bob and sway of a walking head."""

    def __init__(self, places, phase):
        self.places = places  # [(seconds, x, y, w)] for a 1280x720 picture, in its pixels
        self.phase = phase

    def at(self, t):
        x, y, w = self._between(t)
        step = 2 * math.pi * (1.9 * t + self.phase)
        x += 0.025 * w * math.sin(step / 2)
        y += 0.020 * w * math.sin(step)
        return x / 1280, y / 720, w / 720

    def _between(self, t):
        """Cubic Hermite interpolation; slopes from the neighbours on both sides."""
        p = self.places
        t = min(max(t, p[0][0]), p[-1][0])
        i = max(k for k in range(len(p) - 1) if p[k][0] <= t)
        length = p[i + 1][0] - p[i][0]
        u = (t - p[i][0]) / length
        a, b = self._slope(i), self._slope(i + 1)
        return [
            (2 * u**3 - 3 * u**2 + 1) * p[i][k]
            + (u**3 - 2 * u**2 + u) * length * a[k - 1]
            + (3 * u**2 - 2 * u**3) * p[i + 1][k]
            + (u**3 - u**2) * length * b[k - 1]
            for k in (1, 2, 3)
        ]

    def _slope(self, i):
        before, after = self.places[max(i - 1, 0)], self.places[min(i + 1, len(self.places) - 1)]
        return [(after[k] - before[k]) / (after[0] - before[0]) for k in (1, 2, 3)]


class Orbit:
    """A way that repeats after `period` seconds, inside its own upright slice of the picture."""

    def __init__(self, index, count, aspect, period):
        slot = aspect / count
        self.w = min(0.19, 0.32 * slot) * (1.0, 0.58, 0.78)[index % 3]
        self.reach = slot / 2 - 0.85 * self.w
        self.centre = (index + 0.5) * slot
        self.aspect, self.period, self.phase = aspect, period, 2.4 * index
        # About half a box width in 500 ms where the face is fastest.
        self.turns = max(1, round(0.45 * period * self.w / (math.pi * self.reach)))

    def at(self, t):
        turn = 2 * math.pi * t / self.period
        swing = 0.85 * math.sin(self.turns * turn + self.phase)
        swing += 0.15 * math.sin((2 * self.turns + 1) * turn + 2 * self.phase)
        x = self.centre + self.reach * swing
        y = 0.42 + 0.03 * math.sin((self.turns + 1) * turn + self.phase)
        y += 0.020 * self.w * math.sin(round(1.9 * self.period) * turn)
        w = self.w * (1 + 0.14 * math.sin(self.turns * turn + 3 * self.phase))
        return x / self.aspect, y, w


STORY_SECONDS = 8
STORY = [
    # Comes nearer and leaves through the top border.
    Walk([(0, 330, 440, 108), (2, 305, 405, 126), (4, 270, 335, 150), (5.5, 250, 235, 176),
          (7, 245, 35, 205), (8, 245, -175, 222)], 0.0),
    # Walks to the left and passes in front of the third.
    Walk([(0, 1190, 345, 78), (1.5, 1115, 340, 80), (3, 1055, 336, 83), (4.7, 965, 332, 86),
          (5.7, 855, 330, 89), (6.7, 725, 330, 92), (8, 600, 332, 97)], 0.3),
    # Stands behind the column, steps out between two samples, walks to the right.
    Walk([(0, 585, 318, 42), (2, 585, 318, 42), (2.5, 603, 318, 42.5), (3, 642, 317, 43),
          (3.5, 684, 316, 44), (4, 724, 315, 45), (5, 785, 314, 47), (6, 835, 313, 50),
          (8, 925, 310, 55)], 0.6),
]
