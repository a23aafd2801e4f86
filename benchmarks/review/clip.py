"""Renders a clip for the review: scenes of two people each, in front of photographs from scikit-image.

    clip.py OUT.mp4 --seconds 600 --people 20 --size 640x360 --rate 10

The people are those of benchmarks/eyes/rendered: a portrait in the public domain. In each scene one person walks through
the frame from border to border, and another one stays, and is hidden by a pillar once. A cut ends the scene.
"""

import argparse
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "eyes" / "rendered"))
from card import Card  # noqa: E402
from photographs import photograph  # noqa: E402

COLOURS = 8  # of the clothes in samples/portrait.py, each also mirrored
NOISE = 2  # of the sensor, levels of 255
PILLAR = 0.12  # of the frame's width
TURN = np.radians(20)  # of a head to each side
PERIOD = 2.4  # seconds of a turn of the head to one side, to the other and back


class Scene:
    def __init__(self, number, people, seconds, width, height):
        self.cards = [Card((2 * number + person) % COLOURS, 0.75 + 0.25 * (number % 2)) for person in range(people)]
        self.seconds, self.width, self.height = seconds, width, height
        self.background = _filled(photograph(number), width, height)
        self.pillar = _filled(photograph(number + 3), width, height)

    def frame(self, time):
        """The pixels at a time of the scene, BGR floats."""
        frame = self.background.copy()
        owners = np.zeros(frame.shape[:2], np.uint8)
        for person, card in enumerate(self.cards):
            x, size = self._walks(time) if person == 0 else self._stays(time)
            step = np.sin(2 * np.pi * 1.8 * time + person)
            card.paint(frame, owners, person, card.place(
                x * self.width, (0.4 + 0.005 * step) * self.height, size * self.height,
                TURN * np.sin(2 * np.pi * time / PERIOD + person), 0), size * self.height)
        left, right = round((0.7 - PILLAR / 2) * self.width), round((0.7 + PILLAR / 2) * self.width)
        frame[:, left:right] = self.pillar[:, left:right]
        return frame

    def _walks(self, time):
        """The place across the frame and the height of the face, as ratios of the frame."""
        return -0.2 + 1.4 * time / self.seconds, 0.2

    def _stays(self, time):
        """The person stands at the left of the pillar and steps behind it in the middle of the scene."""
        behind = np.clip(1 - abs(2 * time / self.seconds - 1) * 4, 0, 1)
        return 0.45 + 0.25 * behind, 0.16


def _filled(photo, width, height):
    scale = max(width / photo.shape[1], height / photo.shape[0])
    whole = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(whole[:height, :width])


def encoder(path, width, height, rate):
    """A process that takes frames as BGR bytes. It begins a group of pictures every two seconds."""
    return subprocess.Popen(
        ["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{width}x{height}", "-r", str(rate),
         "-i", "-", "-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-pix_fmt", "yuv420p", "-g", str(2 * rate),
         "-movflags", "+faststart", path], stdin=subprocess.PIPE)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("out")
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--size", default="640x360")
    parser.add_argument("--rate", type=int, default=10)
    given = parser.parse_args()
    width, height = map(int, given.size.split("x"))
    scenes = (given.people + 1) // 2
    length = given.seconds / scenes
    process = encoder(given.out, width, height, given.rate)
    dice = np.random.default_rng(0)
    noise = dice.standard_normal((height + 64, width + 64, 3), np.float32) * np.float32(NOISE)
    scene, drawn = None, -1
    for number in range(given.seconds * given.rate):
        time = number / given.rate
        if (current := min(scenes - 1, int(time / length))) != drawn:
            people = min(2, given.people - 2 * current)
            scene, drawn = Scene(current, people, length, width, height), current
        top, left = dice.integers(64, size=2)
        frame = cv2.add(scene.frame(time - drawn * length), noise[top:top + height, left:left + width])
        process.stdin.write(np.clip(frame, 0, 255).astype(np.uint8).tobytes())
    process.stdin.close()
    sys.exit(process.wait())


main()
