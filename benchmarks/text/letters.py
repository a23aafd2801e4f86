"""Lines of text of known place: their ink, rotated, on a plane."""
import random
import subprocess

import cv2
import numpy as np

FONTS = ["DejaVu Sans", "DejaVu Sans Mono", "DejaVu Serif"]
LINES = ["Invoice 20391", "Maria Schmidt", "AB 123 CD", "hunter2 password", "0170 555 0123", "4 Elm Street",
         "17 May 1984"]


def ink(text, font, height):
    """The ink of a line, 0 to 1, cut to its letters; ffmpeg writes it. `height` is the font size in pixels."""
    size = f"{height * (len(text) + 4)}x{3 * height}"
    draw = f"drawtext=font={font}:text='{text}':fontsize={height}:fontcolor=white:x={height}:y={height}"
    raw = subprocess.run(
        ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", f"color=black:size={size},format=gray", "-vf",
         draw, "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "gray", "-"],
        check=True, capture_output=True).stdout
    width, rows = map(int, size.split("x"))
    image = np.frombuffer(raw, np.uint8).reshape(rows, width).astype(np.float32)
    # Limited range: black is 16, white 235.
    image = np.clip((image - image.min()) / max(1, image.max() - image.min()), 0, 1)
    y, x = np.nonzero(image > 0.5)
    return image[y.min():y.max() + 1, x.min():x.max() + 1]


def rotated(image, degrees):
    """The image turned about its centre, on a plane that is large enough."""
    rows, columns = image.shape
    turn = cv2.getRotationMatrix2D((columns / 2, rows / 2), degrees, 1)
    cosine, sine = abs(turn[0, 0]), abs(turn[0, 1])
    width, height = int(rows * sine + columns * cosine) + 2, int(rows * cosine + columns * sine) + 2
    turn[0, 2] += width / 2 - columns / 2
    turn[1, 2] += height / 2 - rows / 2
    return cv2.warpAffine(image, turn, (width, height), flags=cv2.INTER_LINEAR)


class Placed:
    """A line at a place of a frame, that may move by `step` pixels to the left on each frame."""

    def __init__(self, image, height, x, y, colour, step=0):
        self.image, self.height, self.x, self.y, self.colour, self.step = image, height, x, y, colour, step

    def at(self, index):
        return self.x - index * self.step, self.y

    def draw(self, frame, index):
        x, y = self.at(index)
        rows, columns = self.image.shape
        part = frame[y:y + rows, x:x + columns]
        part[:] = (part * (1 - self.image[..., None]) + self.colour * self.image[..., None]).astype(np.uint8)

    def hidden(self, frame, index, mask):
        """The share of its ink that has the colour of the mask in a frame."""
        x, y = self.at(index)
        rows, columns = self.image.shape
        part = frame[y:y + rows, x:x + columns].astype(int)
        inked = self.image > 0.5
        return (np.abs(part - np.array(mask)).max(axis=2) < 60)[inked].mean()


def placed(background, heights, degrees, step, generator: random.Random):
    """A line of each height, each in a cell of its own, black or white, whichever differs more from what is behind."""
    rows, columns = background.shape[:2]
    lines, top, left, shelf = [], 10, 10, 0
    for height in heights:
        image = rotated(ink(generator.choice(LINES), generator.choice(FONTS), height), degrees)
        travel = 20 * step
        if left + travel + image.shape[1] + 10 > columns:
            left, top, shelf = 10, top + shelf + 24, 0
        if top + image.shape[0] + 10 > rows:
            break
        x, y = left + travel, top
        behind = background[y:y + image.shape[0], x:x + image.shape[1]].mean()
        lines.append(Placed(image, height, x, y, 255 if behind < 128 else 0, step))
        left, shelf = x + image.shape[1] + 40, max(shelf, image.shape[0])
    return lines
