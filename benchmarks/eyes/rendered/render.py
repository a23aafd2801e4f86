"""Renders the clips of the evaluation with exact truth: a portrait in the public domain, small, turned, tilted, dark,
blurred, occluded and moving, in front of photographs from scikit-image.

    render.py FOLDER

Each clip is an MP4 of 1280x720 and a file CLIP.truth.json: for each frame the faces of which something is to be seen,
with number, box (left, top, width, height in pixels), pose, and the share of the face's ellipse that is to be seen.
"""

import json
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np

from card import Card
from photographs import photograph
from scenes import HEIGHT, RATE, SCENES, SECONDS, WIDTH
from walker import make_walkers

CARDS = 5
PILLAR = 0.025  # of the frame's width
JITTER = 64  # pixels by which the noise moves from frame to frame
NOBODY, PILLARS = 255, 254
TURNED, TILTED = 30, 30  # degrees from which a head counts as turned or tilted


class Clip:
    def __init__(self, number, scene, cards):
        self.scene, self.dice = scene, np.random.default_rng(number)
        self.walkers, self.cards = make_walkers(scene, self.dice), cards
        noise = self.dice.standard_normal((HEIGHT + JITTER, WIDTH + JITTER, 3), np.float32)
        self.noise = noise * np.float32(scene.noise)
        self.background, self.pillar = photograph(number), photograph(number + 3)

    def frame(self, number):
        """The pixels of a frame, BGR, and its faces."""
        times = [(number + part / self.scene.exposures / 2) / RATE for part in range(self.scene.exposures)]
        exposed = [self._picture(time) for time in times]
        picture = sum(frame for frame, _ in exposed) / np.float32(len(exposed))
        if self.scene.blur:
            picture = cv2.GaussianBlur(picture, (0, 0), self.scene.blur)
        picture = cv2.addWeighted(picture, self.scene.light, self._noise(), 1, 0, dtype=cv2.CV_8U)
        middle = len(times) // 2
        return picture, self._truth(times[middle], exposed[middle][1])

    def _noise(self):
        """Drawn once, and moved from frame to frame."""
        top, left = self.dice.integers(JITTER, size=2)
        return self.noise[top:top + HEIGHT, left:left + WIDTH]

    def _picture(self, time):
        """BGR floats, and whom each pixel shows."""
        frame = self._background(self.background, time)
        owners = np.full((HEIGHT, WIDTH), NOBODY, np.uint8)
        for number, walker in enumerate(self.walkers):
            self._card(number).paint(frame, owners, number, self._place(number, time), walker.height)
        for column in range(self.scene.pillars):
            left = round((column + 0.5) / self.scene.pillars * WIDTH)
            right = left + round(PILLAR * WIDTH)
            frame[:, left:right] = self.pillar[:HEIGHT, left:right]
            owners[:, left:right] = PILLARS
        return frame, owners

    def _background(self, photo, time):
        rows, columns = photo.shape[:2]
        move = np.float32([[1, 0, -(self.scene.pan * time % columns)], [0, 1, 0]])
        return cv2.warpAffine(photo, move, (WIDTH, HEIGHT), borderMode=cv2.BORDER_WRAP)

    def _card(self, number):
        return self.cards[number % len(self.cards)]

    def _place(self, number, time):
        walker = self.walkers[number]
        x, y, yaw, roll = walker.at(time)
        return self._card(number).place(x - self.scene.pan * (time - SECONDS / 2), y, walker.height, yaw, roll)

    def _truth(self, time, owners):
        faces = []
        for number, walker in enumerate(self.walkers):
            outline = self._card(number).outline(self._place(number, time))
            share = _visible_share(owners, number, outline)
            if share > 0:
                left, top = outline.min(0)
                width, height = outline.max(0) - outline.min(0)
                box = [round(float(side), 2) for side in (left, top, width, height)]
                faces.append({"person": number, "box": box, "pose": _pose(walker, time), "visible": round(share, 3)})
        return faces


def _visible_share(owners, number, outline):
    """Of the pixels in the ellipse, those outside the frame included."""
    # Room for a face beyond the border.
    low = np.floor(outline.min(0)).astype(int)
    size = np.ceil(outline.max(0)).astype(int) - low + 1
    ellipse = np.zeros(size[::-1], np.uint8)
    cv2.fillPoly(ellipse, [np.round(outline - low).astype(np.int32)], 1)
    rows, columns = np.nonzero(ellipse)
    rows, columns = rows + low[1], columns + low[0]
    inside = (rows >= 0) & (rows < HEIGHT) & (columns >= 0) & (columns < WIDTH)
    return float((owners[rows[inside], columns[inside]] == number).sum() / len(rows)) if len(rows) else 0.0


def _pose(walker, time):
    _, _, yaw, roll = walker.at(time)
    if abs(np.degrees(yaw)) > TURNED:
        return "turned"
    return "tilted" if abs(np.degrees(roll)) > TILTED else "frontal"


def write(path, clip):
    encoder = subprocess.Popen(
        ["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{WIDTH}x{HEIGHT}",
         "-r", str(RATE), "-i", "-", "-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-threads", "1",
         "-pix_fmt", "yuv420p", path], stdin=subprocess.PIPE)
    truth = []
    for number in range(SECONDS * RATE):
        picture, faces = clip.frame(number)
        encoder.stdin.write(picture.tobytes())
        truth.append(faces)
    encoder.stdin.close()
    if encoder.wait() != 0:
        sys.exit(f"ffmpeg could not write {path}: is there room on the disk?")
    Path(f"{path}.truth.json").write_text(json.dumps(truth))


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    cv2.setNumThreads(1)
    dice = np.random.default_rng(0)
    cards = [Card(number, dice.uniform(0.7, 1.1)) for number in range(CARDS)]
    for number, scene in enumerate(SCENES):
        write(folder / f"{scene.name}.mp4", Clip(number, scene, cards))


if __name__ == "__main__":
    main()
