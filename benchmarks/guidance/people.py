"""Motion of heads and camera, as difficult as that of real heads, after the worlds of benchmarks/tracking.

Lengths are in head heights, times in seconds, positions in pixels of a frame of 1920x1080.
"""

from dataclasses import dataclass

import numpy as np

WIDTH, HEIGHT = 1920.0, 1080.0


@dataclass
class Family:
    """A family of motion; see the fields of the same names in benchmarks/tracking/Family.swift."""

    name: str
    heads: int = 6
    walk: tuple = (2.2, 0.5)
    turns: float = 0.5
    standing: float = 0.25
    growth: tuple = (0.0, 0.08)
    bob: float = 0.10
    shaking: tuple = (0.05, 0.2)
    sway: float = 0.07
    pan: tuple = (0.0, 0.3)
    shake: float = 0.0
    hiding: float = 0.02
    crosses: bool = False
    pillars: int = 0
    sizes: tuple = ((12, 40), (40, 110), (110, 400))


FAMILIES = (
    Family("walking"),
    Family("moving-camera", pan=(3, 0.5), shake=0.05),
    Family("approaching", walk=(1.5, 0.4), growth=(0.35, 0.2), bob=0.12),
    Family("shaking-heads", walk=(0.6, 0.2), standing=0.6, shaking=(0.6, 0.35)),
    Family("crossings", heads=10, walk=(3, 0.5), crosses=True),
    Family("borders", heads=5, walk=(2.5, 2.5), standing=0.05, hiding=0.05),
    Family("pillars", pillars=5, walk=(2.2, 0.3), pan=(0.7, 0.3)),
    Family("violent-camera", pan=(6, 1.5), shake=0.5),
)


class Tremble:
    """A damped oscillator with random impulses: swings without a fixed period."""

    def __init__(self, cycles, damping):
        self.stiffness, self.damping = (2 * np.pi * cycles) ** 2, damping
        self.place, self.speed = np.zeros(2), np.zeros(2)

    def move(self, step, deviation, dice):
        kick = deviation * (2 * self.stiffness * self.damping * step) ** 0.5
        self.speed += dice.normal(0, 1, 2) * kick
        self.speed -= (self.stiffness * self.place + self.damping * self.speed) * step
        self.place += self.speed * step


class Camera:
    """A pan that starts and stops, and the shake of a hand."""

    def __init__(self):
        self.place, self.speed, self.aim = np.zeros(2), np.zeros(2), np.zeros(2)
        self.tremble = Tremble(2, 5)

    def move(self, step, unit, family, dice):
        if dice.random() < 1 - np.exp(-family.pan[1] * step):
            pan = family.pan[0] * unit * np.array([dice.uniform(-1.5, 1.5), dice.uniform(-0.4, 0.4)])
            self.aim = pan if dice.random() < 0.7 else np.zeros(2)
        self.speed += (1 - np.exp(-step / 0.15)) * (self.aim - self.speed)
        self.tremble.move(step, family.shake * unit, dice)
        self.place += self.speed * step

    @property
    def shift(self):
        return self.place + self.tremble.place


class Head:
    """A head that walks, starts and stops abruptly, bobs at each step, turns, nods, tilts and shakes."""

    def __init__(self, number, place, heights, family, dice):
        self.number, self.place = number, np.array(place, float)
        self.height = heights[0] * (heights[1] / heights[0]) ** dice.random()
        self.pace, self.phase = dice.uniform(1.6, 2.2), dice.random()
        self.bob = family.bob * dice.uniform(0.4, 1.2)
        self.aim, self.growth = np.zeros(2), 0.0
        self.turn(family, dice)
        self.speed = self.aim.copy()
        self.aspect, self.roll, self.gait = 0.0, 0.0, 0.0
        self.shaking, self.away, self.back = None, 0.0, 0.0
        self.sway = Tremble(1.2, 5)

    def turn(self, family, dice):
        stands = dice.random() < family.standing
        pace = np.array([dice.uniform(0.4, 1.6), dice.uniform(-1.5, 1.5)])
        pace[0] *= 1 if (dice.random() < 0.8) == (self.aim[0] >= 0) else -1
        self.aim = np.zeros(2) if stands else pace * family.walk
        self.growth = 0.0 if stands else family.growth[0] + dice.normal(0, family.growth[1])

    def walk_in(self, side):
        least = 2.0
        if side < 2:
            self.aim[0] = max(least, abs(self.aim[0])) * (1 if side == 0 else -1)
        else:
            self.aim[1] = max(least / 2, abs(self.aim[1])) * (1 if side == 2 else -1)
        self.speed = self.aim.copy()

    def move(self, step, camera, family, dice):
        if dice.random() < 1 - np.exp(-family.turns * step):
            self.turn(family, dice)
        ease = 1 - np.exp(-step / 0.2)
        self.speed += ease * (self.aim - self.speed)
        middle = camera.shift + (WIDTH / 2, HEIGHT / 2)
        self.place += (self.speed * self.height + self.growth * (self.place - middle)) * step
        self.height = max(10, self.height * np.exp(self.growth * step))
        if self.height > 450:
            self.growth = min(0, self.growth)
        self.aspect += -self.aspect * step / 0.5 + dice.normal(0, 0.12 * (2 * step) ** 0.5)
        self.roll += -self.roll * step / 0.7 + dice.normal(0, 5 * (2 * step) ** 0.5)
        self.gait += ease * (min(1, abs(self.speed).sum()) - self.gait)
        self.sway.move(step, family.sway, dice)
        self.gesture(step, family, dice)

    def gesture(self, step, family, dice):
        if self.shaking:
            left, *rest = self.shaking
            self.shaking = (left - step, *rest) if left > step else None
        elif dice.random() < 1 - np.exp(-family.shaking[0] * step):
            reach = family.shaking[1] * dice.uniform(0.3, 1.2)
            way = np.array([0, reach] if dice.random() < 0.3 else [reach, reach / 5])
            self.shaking = (dice.uniform(0.5, 2.5), way, dice.uniform(0.8, 2.5))
        self.away = max(0, self.away - step)
        if self.away == 0 and dice.random() < 1 - np.exp(-family.hiding * step):
            self.away = 1.5 * dice.uniform(0.3, 1.7)
        # A quarter of a second to turn the back of the head.
        self.back = np.clip(self.back + (4 if self.away > 0 else -4) * step, 0, 1)

    def face(self, time, camera):
        """Centre, width and height of the face in pixels."""
        step = 2 * np.pi * (self.pace * time + self.phase)
        offset = self.sway.place + self.bob * self.gait * np.array([0.6 * np.sin(step / 2), np.sin(step)])
        if self.shaking:
            left, way, pace = self.shaking
            offset = offset + way * np.sin(2 * np.pi * pace * left)
        x, y = self.place - camera.shift + self.height * offset
        return x, y, 0.76 * np.exp(self.aspect) * self.height, self.height


class Crowd:
    """The heads of a clip, of constant number: a head that leaves is replaced by one that enters."""

    def __init__(self, family, heights, dice):
        self.family, self.heights, self.count = family, heights, 0
        self.heads = [
            self.make((dice.uniform(100, 1820), dice.uniform(100, 980)), dice) for _ in range(family.heads)]

    def make(self, place, dice):
        self.count += 1
        return Head(self.count - 1, place, self.heights, self.family, dice)

    def move(self, step, camera, dice):
        for head in self.heads:
            head.move(step, camera, self.family, dice)
        self.heads = [head for head in self.heads if not self.is_far(head, camera)]
        while len(self.heads) < self.family.heads:
            self.heads.append(self.enter(camera, dice))

    @staticmethod
    def is_far(head, camera):
        x, y = head.place - camera.shift
        reach = max(head.height, 100)
        return not (-reach < x < WIDTH + reach and -reach < y < HEIGHT + reach)

    def enter(self, camera, dice):
        side = int(dice.integers(4 if self.family.walk[1] * 2 > self.family.walk[0] else 2))
        along = dice.uniform(0.05, 0.95)
        x, y = [(-0.03, along), (1.03, along), (along, -0.03), (along, 1.03)][side]
        head = self.make((x * WIDTH + camera.shift[0], y * HEIGHT + camera.shift[1]), dice)
        head.walk_in(side)
        if self.family.crosses and self.heads:
            other = self.heads[int(dice.integers(len(self.heads)))]
            head.height = other.height * dice.uniform(0.8, 1.25)
            head.place[1] = other.place[1] + dice.normal(0, 0.3) * head.height
            head.aim[1] = other.aim[1]
        return head
