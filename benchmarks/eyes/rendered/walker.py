"""Where a person of a scene is and how the head is turned, as functions of time."""

from dataclasses import dataclass

import numpy as np

from scenes import HEIGHT, SECONDS, WIDTH

BOB = 0.05  # of the height, at each step
PERIOD = 2.4  # seconds of a turn of the head from one side to the other and back


@dataclass(frozen=True)
class Walker:
    """x, y: of the face in the middle of the clip. speed: pixels a second. yaw, roll: how far, radians."""

    height: float
    x: float
    y: float
    speed: float
    yaw: float
    roll: float
    phase: float

    def at(self, time):
        """Centre of the face in pixels, yaw and roll in radians."""
        step = 2 * np.pi * (1.8 * time + self.phase)
        swing = 2 * np.pi * (time / PERIOD + self.phase)
        x = self.x + self.speed * (time - SECONDS / 2)
        return (x, self.y + BOB * self.height * np.sin(step), self.yaw * np.sin(swing),
                self.roll * np.sin(1.3 * swing + 1))


def make_walkers(scene, dice):
    """From far to near: the larger a person, the lower in the frame. They are spread over its width."""
    heights = np.sort(scene.heights[0] * (scene.heights[1] / scene.heights[0]) ** dice.random(scene.people))
    columns = (dice.permutation(scene.people) + 0.5) / scene.people
    rows = np.linspace(0.12, 0.72, scene.people)
    return [Walker(height, WIDTH * column, HEIGHT * row, scene.speed * height * dice.choice((-1, 1)),
                   np.radians(scene.yaw) * dice.uniform(0.8, 1), np.radians(scene.roll) * dice.uniform(0.8, 1),
                   dice.random())
            for height, column, row in zip(heights, columns, rows)]
