"""The face of each picture, cut out in one size: nothing around it is left."""

import json
import sys

import cv2
import numpy as np

from program import RATE, write_video

# The box of a face on the stage, in pixels. All are equal: the size of a mask must not tell who is below it.
WIDTH, HEIGHT = 76, 96
BEYOND = 0.08  # the ellipse that is shown passes the box by this share of its size, on each side
CANVAS = 320


def on_canvas(path):
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        sys.exit(f"{path} is not a picture")
    scale = CANVAS / max(picture.shape[:2])
    filtering = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=filtering)
    canvas = np.full((CANVAS, CANVAS, 3), 128, np.uint8)
    top, left = (CANVAS - picture.shape[0]) // 2, (CANVAS - picture.shape[1]) // 2
    canvas[top:top + picture.shape[0], left:left + picture.shape[1]] = picture
    return canvas


def find_boxes(program, canvases, folder):
    """For each picture the large face that is nearest to its middle, in pixels; None: no face was found."""
    video, found = folder / "pictures.mp4", folder / "pictures.json"
    write_video(video, CANVAS, canvases)
    program.detect(video, found, CANVAS)
    best = [(0, None)] * len(canvases)
    for entry in json.loads(found.read_text())["Faces"]:
        box = entry["Face"]["BoundingBox"]
        left, top, width, height = (box[key] * CANVAS for key in ("Left", "Top", "Width", "Height"))
        off = np.hypot(left + width / 2 - CANVAS / 2, top + height / 2 - CANVAS / 2) / CANVAS
        index, merit = round(entry["Timestamp"] * RATE / 1000), height * (1 - off)
        if merit > best[index][0]:
            best[index] = (merit, (left, top, width, height))
    return [box for _, box in best]


def cut_face(canvas, box):
    """The face with its box in the middle of WIDTH x HEIGHT, enlarged by BEYOND."""
    left, top, width, height = box
    scale = HEIGHT / height
    columns, rows = face_size()
    move = np.float32([[scale, 0, columns / 2 - scale * (left + width / 2)],
                       [0, scale, rows / 2 - scale * (top + height / 2)]])
    if scale < 1:  # against aliasing
        canvas = cv2.GaussianBlur(canvas, (0, 0), 0.5 / scale)
    return cv2.warpAffine(canvas, move, (columns, rows), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def face_size():
    return round(WIDTH * (1 + 2 * BEYOND)), round(HEIGHT * (1 + 2 * BEYOND))


def ellipse():
    """How opaque the face is at each pixel: 1 inside the ellipse, soft at its edge, 0 in the corners."""
    columns, rows = face_size()
    x = (np.arange(columns) + 0.5) / columns * 2 - 1
    y = (np.arange(rows) + 0.5) / rows * 2 - 1
    return np.clip((1 - np.hypot(x[None, :], y[:, None])) / 0.12, 0, 1).astype(np.float32)[..., None]


def cut_faces(program, pictures, folder):
    canvases = [on_canvas(picture.path) for picture in pictures]
    boxes = find_boxes(program, canvases, folder)
    if missed := sum(box is None for box in boxes):
        print(f"no face is found in {missed} pictures: their middle is taken", file=sys.stderr)
    middle = (CANVAS * 0.25, CANVAS * 0.2, CANVAS * 0.5, CANVAS * 0.6)
    return [cut_face(canvas, box or middle) for canvas, box in zip(canvases, boxes)]
