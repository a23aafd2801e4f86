"""A person as a flat card that turns in front of a camera: a portrait (samples/portrait.py) in perspective."""

import sys
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "samples"))
import portrait  # noqa: E402

DISTANCE = 3.0  # of the camera, in face heights: near, so that a turned card is a strong perspective
SCALES = (1.0, 0.5, 0.25, 0.125, 0.0625)  # of the layers, so that no warp reduces by more than two
CIRCLE = np.linspace(0, 2 * np.pi, 64, endpoint=False)


class Card:
    def __init__(self, number, tone):
        """number: colour of the clothes, and mirrored if odd. tone: factor of all colours."""
        figure = portrait.Figure(number, number % 2 == 1)
        self.centre = np.array(figure.face_centre())
        half = np.array([portrait.FACE_WIDTH, portrait.FACE_HEIGHT]) / 2
        self.face = self.centre + half * np.column_stack([np.cos(CIRCLE), np.sin(CIRCLE)])
        whole = figure.layers[1.0].astype(np.float32) * np.float32([tone, tone, tone, 1])
        self.layers = {scale: _scaled(np.clip(whole, 0, 255), scale) for scale in SCALES}

    def place(self, x, y, height, yaw, roll):
        """The homography from the portrait to a frame: its face gets this centre and, unturned, this height in pixels.
        yaw, roll: radians."""
        unit = 1 / portrait.FACE_HEIGHT
        normal = np.array([[unit, 0, -self.centre[0] * unit], [0, unit, -self.centre[1] * unit], [0, 0, 1]])
        turned = np.array([[np.cos(yaw), 0, 0], [0, 1, 0], [np.sin(yaw) / DISTANCE, 0, 1]])
        c, s = height * np.cos(roll), height * np.sin(roll)
        return np.array([[c, -s, x], [s, c, y], [0, 0, 1]]) @ turned @ normal

    def outline(self, place):
        """The ellipse of the face on the frame, 64 points."""
        return cv2.perspectiveTransform(self.face[None], place)[0]

    def paint(self, frame, owners, owner, place, height):
        """Draws into a frame of floats, and writes the owner where the figure covers more than half of a pixel."""
        scale = height / portrait.FACE_HEIGHT
        level = min((one for one in SCALES if one >= scale), default=SCALES[0])
        layer = self.layers[level]
        # Pixel centres are at one half.
        move = _shift(-0.5) @ place @ np.diag([1 / level, 1 / level, 1]) @ _shift(0.5)
        left, top, right, bottom = _bounds(layer, move, frame)
        if left >= right or top >= bottom:
            return
        patch = cv2.warpPerspective(layer, _translation(-left, -top) @ move, (right - left, bottom - top))
        part = frame[top:bottom, left:right]
        part *= 1 - patch[..., 3:] / np.float32(255)
        part += patch[..., :3]
        owners[top:bottom, left:right][patch[..., 3] > 127] = owner


def _scaled(layer, scale):
    size = max(1, round(layer.shape[1] * scale)), max(1, round(layer.shape[0] * scale))
    return cv2.resize(layer, size, interpolation=cv2.INTER_AREA).astype(np.uint8)


def _translation(x, y):
    return np.array([[1.0, 0, x], [0, 1, y], [0, 0, 1]])


def _shift(by):
    return _translation(by, by)


def _bounds(layer, move, frame):
    rows, columns = layer.shape[:2]
    corners = np.array([[[0, 0], [columns, 0], [0, rows], [columns, rows]]], float)
    points = cv2.perspectiveTransform(corners, move)[0]
    (left, top), (right, bottom) = np.floor(points.min(0)).astype(int), np.ceil(points.max(0)).astype(int) + 1
    return max(0, left), max(0, top), min(frame.shape[1], right), min(frame.shape[0], bottom)
