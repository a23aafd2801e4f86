"""The contents of the clips: figures with real faces, in grey, in front of photographs."""

import importlib.util
import sys
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "samples"))
import portrait  # noqa: E402

DATA = Path(importlib.util.find_spec("skimage").origin).parent / "data"
BACKGROUNDS = ("motorcycle_left.png", "coffee.png", "brick.png", "gravel.png", "grass.png", "rocket.jpg")


def background(number):
    """A photograph, 1440x1120 in grey: larger than a frame."""
    picture = cv2.imread(str(DATA / BACKGROUNDS[number % len(BACKGROUNDS)]), cv2.IMREAD_GRAYSCALE)
    # Mirrored at its borders, so that it has no end.
    tile = cv2.resize(picture, (720, 560), interpolation=cv2.INTER_AREA)
    row = np.hstack([tile, tile[:, ::-1]])
    return np.vstack([row, row[::-1]]).astype(np.float32)


def real_faces():
    """The hundred faces, 25x25, of the subset of Labeled Faces in the Wild in scikit-image."""
    return np.load(DATA / "lfw_subset.npy")[:100]


class Person:
    """The sample's figure in grey, with a face of its own, and the back of its head."""

    SCALES = (4.0, 2.0, 1.0, 0.5, 0.25, 0.125, 0.0625)

    def __init__(self, number, faces):
        dice = np.random.default_rng(number)
        figure = portrait.Figure(number, number % 2 == 1)
        layer = figure.layers[1.0].astype(np.float32)
        cover = layer[..., 3:] / 255
        grey = layer[..., :3] @ np.float32([0.114, 0.587, 0.299])
        self.centre = figure.face_centre()
        x, y = (int(value) for value in self.centre)
        w, h = int(portrait.FACE_WIDTH), int(portrait.FACE_HEIGHT)
        inside = slice(y - h // 2, y + h // 2), slice(x - w // 2, x + w // 2)
        v, u = np.mgrid[-1:1:h * 1j, -1:1:w * 1j]
        oval = np.clip((1 - np.hypot(u, v)) * 5, 0, 1).astype(np.float32)
        front = grey.copy()
        if number % 4:
            face = cv2.resize(
                faces[dice.integers(len(faces))].astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC)
            front[inside] += oval * (40 + 190 * face - front[inside])
        hair = 60 + 14 * cv2.resize(dice.normal(0, 1, (40, 12)).astype(np.float32), (w, h))
        back = grey.copy()
        back[inside] += np.minimum(1, 2 * oval) * (hair - back[inside])
        tone = dice.uniform(0.75, 1.15)
        self.layers = {
            scale: [self.scaled(picture * tone, cover[..., 0], scale) for picture in (front, back)]
            for scale in self.SCALES}
        self.cover = cover[..., 0] > 0.5

    @staticmethod
    def scaled(picture, cover, scale):
        layer = np.dstack([np.clip(picture, 0, 255), cover * 255])
        part = layer[:560] if scale > 2 else layer
        size = max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale))
        method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        return np.clip(cv2.resize(part, size, interpolation=method), 0, 255).astype(np.uint8)

    def matrix(self, x, y, width, height, roll):
        """The transform from the figure at scale one to the frame: its face box gets this centre and size."""
        sx, sy = width / portrait.FACE_WIDTH, height / portrait.FACE_HEIGHT
        c, s = np.cos(np.radians(roll)), np.sin(np.radians(roll))
        linear = np.array([[c * sx, -s * sy], [s * sx, c * sy]])
        return np.hstack([linear, np.array([[x], [y]]) - linear @ np.array(self.centre)[:, None]])

    def paint(self, frame, matrix, back):
        """Draws the figure into a grey frame of floats."""
        scale = np.hypot(*matrix[:, 1])
        level = min((s for s in self.SCALES if s >= scale), default=self.SCALES[0])
        front, behind = self.layers[level]
        layer = front if back <= 0 else behind if back >= 1 else cv2.addWeighted(front, 1 - back, behind, back, 0)
        rows, columns = layer.shape[:2]
        place = matrix.copy()
        place[:, :2] /= level
        # Pixel centres are at one half.
        place[:, 2] += place[:, :2] @ (0.5, 0.5) - 0.5
        corners = place[:, :2] @ np.array([[0, columns, 0, columns], [0, 0, rows, rows]]) + place[:, 2:]
        (x0, y0), (x1, y1) = np.floor(corners.min(1)).astype(int), np.ceil(corners.max(1)).astype(int) + 1
        x0, y0, x1, y1 = max(0, x0), max(0, y0), min(frame.shape[1], x1), min(frame.shape[0], y1)
        if x0 >= x1 or y0 >= y1:
            return
        place[:, 2] -= (x0, y0)
        patch = cv2.warpAffine(layer, place, (x1 - x0, y1 - y0), flags=cv2.INTER_LINEAR).astype(np.float32)
        region = frame[y0:y1, x0:x1]
        region += patch[..., 1] / 255 * (patch[..., 0] - region)

    def covers(self, x, y, matrix):
        """Which points of the frame the figure occludes."""
        inverse = cv2.invertAffineTransform(matrix)
        column, row = (np.floor(inverse[i, 0] * x + inverse[i, 1] * y + inverse[i, 2]).astype(int) for i in (0, 1))
        inside = (column >= 0) & (column < portrait.WIDTH) & (row >= 0) & (row < portrait.HEIGHT)
        return inside & self.cover[row.clip(0, portrait.HEIGHT - 1), column.clip(0, portrait.WIDTH - 1)]
