"""The two JSON files: what Rekognition would answer, and the truth."""

import json
import random

import numpy as np

import portrait
import scene

SEED = 20
JITTER = 0.02  # of the box, for its place and its size
GRID = (np.arange(32) + 0.5) / 32


def true_faces(people, t, width, height, behind_column):
    """Every face of which something can be seen at `t` seconds, nearest first."""
    shape = portrait.FACE_HEIGHT / portrait.FACE_WIDTH
    spots = []
    for figure, way in people:
        x, y, w = way.at(t)
        spots.append((figure, x * width, y * height, w * height))
    order = sorted(range(len(spots)), key=lambda i: -spots[i][3])
    faces = []
    for layer, i in enumerate(order):
        figure, x, y, w = spots[i]
        px, py = np.meshgrid(x + w * (GRID - 0.5), y + w * shape * (GRID - 0.5))
        inside = (px >= 0) & (px < width) & (py >= 0) & (py < height)
        hidden = np.zeros(px.shape, bool)
        covered_by = []
        for front in order[:layer]:
            cover = spots[front][0].covers(px, py, *spots[front][1:]) & inside
            if cover.any():
                covered_by.append(front)
            hidden |= cover
        if i in behind_column:
            hidden |= (px >= scene.COLUMN[0] * width) & (px < scene.COLUMN[1] * width) & inside
        if not (inside & ~hidden).any():
            continue
        faces.append({
            "id": i,
            "layer": layer,
            "box": {
                "Width": round(w / width, 6),
                "Height": round(w * shape / height, 6),
                "Left": round((x - w / 2) / width, 6),
                "Top": round((y - w * shape / 2) / height, 6),
            },
            "visible": round(float((inside & ~hidden).mean()), 3),
            "occluded": round(float((inside & hidden).mean()), 3),
            "behind": sorted(covered_by),
        })
    return faces


def detected(face, figure, dice):
    """The face as Rekognition would report it: a little beside the truth."""
    box = face["box"]
    width = box["Width"] * (1 + dice.gauss(0, JITTER))
    height = box["Height"] * (1 + dice.gauss(0, JITTER))
    x = box["Left"] + box["Width"] * (0.5 + dice.gauss(0, JITTER))
    y = box["Top"] + box["Height"] * (0.5 + dice.gauss(0, JITTER))
    left, top = x - width / 2, y - height / 2
    landmarks = [
        {
            "Type": name,
            "X": round(left + width * (u + dice.gauss(0, 0.005)), 7),
            "Y": round(top + height * (v + dice.gauss(0, 0.005)), 7),
        }
        for name, (u, v) in figure.landmarks().items()
    ]
    side = -1 if figure.mirrored else 1
    return {
        "BoundingBox": {
            "Width": round(width, 7),
            "Height": round(height, 7),
            "Left": round(left, 7),
            "Top": round(top, 7),
        },
        "Landmarks": landmarks,
        "Pose": {
            "Roll": round(side * dice.gauss(1.8, 0.6), 5),
            "Yaw": round(side * dice.gauss(-4, 1.5), 5),
            "Pitch": round(dice.gauss(5, 2), 5),
        },
        "Quality": {
            "Brightness": round(dice.gauss(80, 2), 5),
            "Sharpness": round(dice.gauss(60, 8), 5),
        },
        "Confidence": round(99.99 - abs(dice.gauss(0, 0.02)) - 20 * (1 - face["visible"]) ** 2, 5),
    }


def sample_frames(count, rate):
    """Frame numbers at two a second, rounded down to a frame as Rekognition does."""
    frames, k = [], 0
    while (frame := int(k * rate / 2)) < count:
        frames.append(frame)
        k += 1
    return frames


def write_detections(file, truth, people, clip):
    dice = random.Random(SEED)
    entries = []
    for frame in sample_frames(clip.frames, clip.rate):
        for face in truth[frame % len(truth)]:
            if face["visible"] >= 0.5:
                entry = {
                    "Timestamp": clip.nanoseconds(frame) // 1_000_000,
                    "Face": detected(face, people[face["id"]][0], dice),
                }
                entries.append(json.dumps(entry))
    head = {
        "Codec": "h264",
        "DurationMillis": round(1000 * clip.frames / clip.rate),
        "Format": "QuickTime / MOV",
        "FrameRate": round(float(clip.rate), 6),
        "FrameHeight": clip.height,
        "FrameWidth": clip.width,
        "ColorRange": "LIMITED",
    }
    file.write_text(
        '{\n"JobStatus": "SUCCEEDED",\n"VideoMetadata": ' + json.dumps(head)
        + ',\n"Faces": [\n' + ",\n".join(entries) + "\n]\n}\n")


def write_truth(file, truth, clip):
    head = json.dumps({
        "width": clip.width,
        "height": clip.height,
        "frameRate": f"{clip.rate.numerator}/{clip.rate.denominator}",
        "frameCount": clip.frames,
    })[1:-1]
    with file.open("w") as out:
        out.write("{\n" + head + ',\n"frames": [\n')
        lines = [json.dumps(faces, separators=(",", ":")) for faces in truth]
        for frame in range(clip.frames):
            end = "\n" if frame == clip.frames - 1 else ",\n"
            nanoseconds = clip.nanoseconds(frame)
            faces = lines[frame % len(lines)]
            out.write(f'{{"frame":{frame},"ns":{nanoseconds},"faces":{faces}}}{end}')
        out.write("]\n}\n")
