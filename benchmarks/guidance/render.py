"""Renders the clips of the optical-flow evaluation: small frames, encoded as H.264, and their ground truth.

    render.py DIRECTORY [--seconds S] [--only NAME]

Each clip is an MP4 of 640x360 at 25 frames a second and a text file, one line for each face of each frame:
frame, head, left, top, width, height (ratios of the frame), visible share.
"""

import argparse
import subprocess
from pathlib import Path

import cv2
import numpy as np

import cast
import people

WIDTH, HEIGHT, RATE = 640, 360, 25
SCALE = WIDTH / people.WIDTH
EXPOSURES = 3  # pictures that make up a frame's motion blur, over half a frame
GRID = (np.arange(12) + 0.5) / 12


class Clip:
    """One family of motion with heads of one range of sizes."""

    def __init__(self, family, heights, seed, persons):
        self.family, self.heights, self.persons = family, heights, persons
        self.dice = np.random.default_rng(seed)
        self.camera = people.Camera()
        self.crowd = people.Crowd(family, heights, self.dice)
        self.photograph = cast.background(seed)
        self.gain = 1.0
        self.pillars = [
            ((i + 0.5) / max(1, family.pillars), self.dice.uniform(0.04, 0.09)) for i in range(family.pillars)]

    def frame(self, number):
        """The pixels of a frame and the lines of its ground truth."""
        steps = 2 * EXPOSURES
        total = np.zeros((HEIGHT, WIDTH), np.float32)
        truth = []
        for exposure in range(steps):
            time = (number + exposure / steps) / RATE
            if exposure < EXPOSURES:
                spots = self.spots(time)
                total += self.picture(spots)
                if exposure == EXPOSURES // 2:
                    truth = self.truth(number, spots)
            self.camera.move(1 / RATE / steps, (self.heights[0] * self.heights[1]) ** 0.5, self.family, self.dice)
            self.crowd.move(1 / RATE / steps, self.camera, self.dice)
        self.gain += -0.02 * (self.gain - 1) + self.dice.normal(0, 0.004)
        picture = total / EXPOSURES * self.gain + self.dice.normal(0, 2.5, total.shape)
        return np.clip(picture, 0, 255).astype(np.uint8), truth

    def spots(self, time):
        """The heads from far to near, with the positions of their faces in pixels of the frame."""
        spots = []
        for head in sorted(self.crowd.heads, key=lambda head: head.height):
            x, y, w, h = (SCALE * value for value in head.face(time, self.camera))
            person = self.persons[head.number % len(self.persons)]
            spots.append((head, person, person.matrix(x, y, w, h, head.roll), (x, y, w, h)))
        return spots

    def picture(self, spots):
        x, y = SCALE * self.camera.shift
        rows, columns = self.photograph.shape
        place = np.float32([[1, 0, -(x % columns)], [0, 1, -(y % rows)]])
        frame = cv2.warpAffine(self.photograph, place, (WIDTH, HEIGHT), borderMode=cv2.BORDER_WRAP)
        for head, person, matrix, _ in spots:
            person.paint(frame, matrix, head.back)
        for x0, x1 in self.pillar_edges():
            shade = np.linspace(0.7, 1.1, max(1, x1 - x0), dtype=np.float32)[None, : max(0, x1 - x0)]
            frame[:, x0:x1] = 0.5 * self.photograph[:HEIGHT, : x1 - x0] + 70 * shade
        return frame

    def pillar_edges(self):
        """Pillars in front of all heads, which move faster than the background."""
        for centre, width in self.pillars:
            x = (centre * WIDTH - 1.3 * SCALE * self.camera.shift[0]) % (1.2 * WIDTH) - 0.1 * WIDTH
            x0, x1 = round(x - width * WIDTH / 2), round(x + width * WIDTH / 2)
            x0, x1 = max(0, x0), min(WIDTH, x1)
            if x0 < x1:
                yield x0, x1

    def truth(self, number, spots):
        lines = []
        for index, (head, _, _, (x, y, w, h)) in enumerate(spots):
            if head.back > 0.5 or not (0 <= x <= WIDTH and 0 <= y <= HEIGHT):
                continue
            px, py = np.meshgrid(x + w * (GRID - 0.5), y + h * (GRID - 0.5))
            seen = (px >= 0) & (px < WIDTH) & (py >= 0) & (py < HEIGHT)
            for _, person, matrix, _ in spots[index + 1 :]:
                seen &= ~person.covers(px, py, matrix)
            for x0, x1 in self.pillar_edges():
                seen &= ~((px >= x0) & (px < x1))
            box = ((x - w / 2) / WIDTH, (y - h / 2) / HEIGHT, w / WIDTH, h / HEIGHT)
            lines.append(
                f"{number} {head.number} " + " ".join(f"{value:.6f}" for value in box) + f" {seen.mean():.3f}\n")
        return lines


def encode(path, frames, crf):
    """Writes a clip and its ground truth."""
    command = f"ffmpeg -v error -y -f rawvideo -pix_fmt gray -s {WIDTH}x{HEIGHT} -r {RATE} -i - -c:v libx264"
    command += f" -preset veryfast -crf {crf} -threads 1 -pix_fmt yuv420p {path}.mp4"
    encoder = subprocess.Popen(command.split(), stdin=subprocess.PIPE)
    with open(f"{path}.truth", "w") as truth:
        for picture, lines in frames:
            encoder.stdin.write(picture.tobytes())
            truth.writelines(lines)
    encoder.stdin.close()
    if encoder.wait() != 0:
        raise SystemExit(f"ffmpeg could not write {path}.mp4")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--crf", type=int, default=24)
    parser.add_argument("--only", help="a family, or a family and a size: walking-1")
    options = parser.parse_args()
    options.directory.mkdir(parents=True, exist_ok=True)
    faces = cast.real_faces()
    persons = [cast.Person(number, faces) for number in range(12)]
    for index, family in enumerate(people.FAMILIES):
        for size, heights in enumerate(family.sizes):
            name = f"{family.name}-{size}"
            if options.only and not name.startswith(options.only):
                continue
            clip = Clip(family, heights, 10 * index + size, persons)
            encode(
                options.directory / name, map(clip.frame, range(options.seconds * RATE)), options.crf)


if __name__ == "__main__":
    main()
