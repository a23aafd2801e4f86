"""The place: a brick wall with windows, a pavement, an advertising column. No tone near black."""

import cv2
import numpy as np

# The column's left and right edge in frame widths; people behind it are hidden.
COLUMN = (490 / 1280, 670 / 1280)


def noise(random, width, height, cell):
    """Smooth noise with features about `cell` pixels wide, spread about one."""
    size = max(2, int(height / cell)), max(2, int(width / cell))
    field = random.standard_normal(size).astype(np.float32)
    return cv2.resize(field, (width, height), interpolation=cv2.INTER_CUBIC)


def wall(random, width, height):
    rows, columns = 46, round(46 * width / height / 2.2)
    mortar = max(1, round(height / 500))
    picture = np.empty((height, width, 3), np.float32)
    picture[:] = (168, 176, 182)
    for row in range(rows):
        y0, y1 = row * height // rows, (row + 1) * height // rows - mortar
        for column in range(-1, columns + 1):
            x0 = int((column + 0.5 * (row % 2)) * width / columns)
            x1 = int((column + 1 + 0.5 * (row % 2)) * width / columns) - mortar
            tone = random.normal(0, 11)
            picture[y0:y1, max(x0, 0):max(x1, 0)] = (98 + tone, 118 + tone, 158 + 1.3 * tone)
    return picture


def windows(picture, random, width, height):
    for centre in (0.08, 0.27, 0.64, 0.81, 0.97):
        x0, x1 = int((centre - 0.055) * width), int((centre + 0.055) * width)
        y0, y1 = int(0.06 * height), int(0.54 * height)
        cv2.rectangle(picture, (x0, y0), (x1, y1), (205, 212, 214), -1)
        edge = max(3, height // 70)
        for part in range(2):
            middle = (x0 + x1) // 2
            left = (x0 if part == 0 else middle) + edge
            right = (middle if part == 0 else x1) - edge
            pane = picture[y0 + edge:y1 - edge, max(left, 0):max(right, 0)]
            sky = np.linspace(0, 1, len(pane), dtype=np.float32)[:, None, None]
            pane[:] = np.float32((196, 172, 140)) * (1 - sky) + np.float32((150, 148, 128)) * sky
            if pane.size:
                pane += 14 * noise(random, pane.shape[1], pane.shape[0], height / 30)[..., None]


def pavement(picture, random, width, height):
    top = int(0.80 * height)
    y, x = np.mgrid[top:height, 0:width].astype(np.float32)
    depth = height * 0.42 / (y - 0.42 * height)
    across = (x / width - 0.5) * depth * 14
    tile = (np.floor(across) * 7 + np.floor(depth * 9) * 13) % 5
    tone = 132 + 7 * tile
    joint = (np.abs(across - np.round(across)) < 0.03) | (np.abs(depth * 9 % 1) < 0.06)
    tone = np.where(joint, tone - 30, tone)
    picture[top:] = tone[..., None] * np.float32((0.98, 1.0, 1.02))
    picture[top - height // 50:top] = (140, 146, 150)


def column(picture, random, width, height):
    x0, x1 = (round(edge * width) for edge in COLUMN)
    picture[:, x0:x1] = (150, 166, 150)
    posters = [(92, 132, 206), (190, 150, 96), (110, 186, 196), (150, 120, 176)]
    for index, colour in enumerate(posters):
        y0 = int((0.02 + 0.25 * index) * height)
        y1 = y0 + int(0.22 * height)
        inset = (x1 - x0) // 12
        cv2.rectangle(picture, (x0 + inset, y0), (x1 - inset, y1), colour, -1)
        for line in range(4):
            y = y0 + int((0.04 + 0.042 * line) * height)
            length = int((x1 - x0 - 4 * inset) * random.uniform(0.45, 1))
            start = (x0 + 2 * inset, y)
            end = (x0 + 2 * inset + length, y + max(2, height // 80))
            cv2.rectangle(picture, start, end, (222, 228, 230), -1)
    round_off = np.sin(np.linspace(0.35, np.pi - 0.25, x1 - x0, dtype=np.float32))
    picture[:, x0:x1] *= (0.62 + 0.42 * round_off)[None, :, None]


def make(width, height):
    """The empty scene as BGR."""
    random = np.random.default_rng(2)
    picture = wall(random, width, height)
    windows(picture, random, width, height)
    pavement(picture, random, width, height)
    column(picture, random, width, height)
    for cell, depth in ((height / 3, 9), (height / 18, 5), (height / 120, 5), (2, 4)):
        picture += depth * noise(random, width, height, cell)[..., None]
    light = np.linspace(1.08, 0.94, width, dtype=np.float32)[None, :, None]
    picture = cv2.GaussianBlur(picture * light, (0, 0), height / 1200)
    return np.clip(picture, 72, 250).astype(np.uint8)
