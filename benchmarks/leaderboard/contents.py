"""The clips of the leaderboard: generated, with the boxes of their faces on every frame."""

import json
import math
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Content:
    """A clip, a response of face detection about it, and its true boxes."""
    name: str
    video: Path
    detections: Path
    truth: dict


def generated(folder, seconds, faces, size, margin=1):
    """A clip by benchmarks/make-clip; `margin` enlarges its picture, for a part of it to be cut out."""
    if not (folder / "truth.json").exists():
        width, height = (2 * round(int(side) * margin / 2) for side in size.split("x"))
        subprocess.run(
            ["benchmarks/make-clip", "--out", folder, "--seconds", str(seconds), "--faces", str(faces), "--size",
             f"{width}x{height}"], check=True)
    return folder


def content(name, folder):
    return Content(name, folder / "faces.mp4", folder / "faces.json", json.loads((folder / "truth.json").read_text()))


def steady(name, folder, seconds, faces, size):
    return content(name, generated(folder, seconds, faces, size))


SHAKE = 1.15  # how much larger the picture is than the part that the hand holds


# Where a hand points a camera: swings of an amplitude (a ratio of the room that there is), an angular frequency and a phase about
# the middle. A walk, with steps twice a second.
SWINGS = {"x": [(0.3, 1.9, 0), (0.12, 12.6, 1)], "y": [(0.2, 1.3, 2), (0.2, 12.6, 0)]}


def shake(axis, time):
    """Where the camera points at a time, as a ratio of the room."""
    return 0.5 + sum(amplitude * math.sin(frequency * time + phase) for amplitude, frequency, phase in SWINGS[axis])


def expression(axis):
    """The same for ffmpeg's filters."""
    return "+".join(["0.5", *(f"{amplitude}*sin({frequency}*t+{phase})" for amplitude, frequency, phase in SWINGS[axis])])


def hand_held(name, folder, seconds, faces, size):
    """A clip whose camera walks: a moving part of a larger picture."""
    large = generated(folder / "large", seconds, faces, size, SHAKE)
    if not (folder / "truth.json").exists():
        cut_out(large, folder, *(int(side) for side in size.split("x")))
    return content(name, folder)


def cut_out(large, folder, width, height):
    left, top = f"(iw-ow)*({expression('x')})", f"(ih-oh)*({expression('y')})"
    subprocess.run(
        ["ffmpeg", "-v", "error", "-y", "-i", large / "faces.mp4", "-vf",
         f"crop={width}:{height}:x='{left}':y='{top}':exact=1",
         "-c:v", "libx264", "-preset", "fast", "-crf", "21", "-g", "60", "-c:a", "copy", folder / "faces.mp4"], check=True)
    truth = json.loads((large / "truth.json").read_text())
    room = (truth["width"] - width, truth["height"] - height)
    size = (truth["width"], truth["height"])

    def moved(box, time):
        left, top = (shake(axis, time) * side for axis, side in zip("xy", room))
        return {"Left": (box["Left"] * size[0] - left) / width, "Top": (box["Top"] * size[1] - top) / height,
                "Width": box["Width"] * size[0] / width, "Height": box["Height"] * size[1] / height}

    for frame in truth["frames"]:
        for face in frame["faces"]:
            face["box"] = moved(face["box"], frame["ns"] / 1e9)
            if not is_inside(face["box"]):
                face["visible"] = 0
    answer = json.loads((large / "faces.json").read_text())
    for face in answer["Faces"]:
        face["Face"]["BoundingBox"] = moved(face["Face"]["BoundingBox"], face["Timestamp"] / 1000)
    answer["Faces"] = [face for face in answer["Faces"] if is_inside(face["Face"]["BoundingBox"])]
    answer["VideoMetadata"].update(FrameWidth=width, FrameHeight=height)
    (folder / "faces.json").write_text(json.dumps(answer))
    (folder / "truth.json").write_text(json.dumps(dict(truth, width=width, height=height)))


def is_inside(box):
    """Whether most of a face can be seen."""
    return -0.2 * box["Width"] < box["Left"] < 1 - 0.8 * box["Width"] and -0.2 * box["Height"] < box["Top"] < 1 - 0.8 * box["Height"]


def mostly_empty(name, folder, seconds, faces, size):
    """Nobody for nine tenths of the time, then faces."""
    shown = generated(folder / "shown", seconds / 10, faces, size)
    empty = generated(folder / "empty", 9 * seconds / 10, 0, size)
    if not (folder / "truth.json").exists():
        join(empty, shown, folder)
    return content(name, folder)


def join(empty, shown, folder):
    listing = folder / "parts.txt"
    listing.write_text("".join(f"file '{(part / 'faces.mp4').resolve()}'\n" for part in (empty, shown)))
    subprocess.run(
        ["ffmpeg", "-v", "error", "-y", "-f", "concat", "-safe", "0", "-i", listing, "-c", "copy", folder / "faces.mp4"],
        check=True)
    before, after = (json.loads((part / "truth.json").read_text()) for part in (empty, shown))
    start = before["frameCount"]
    seconds = start / 30
    frames = before["frames"] + [dict(frame, frame=frame["frame"] + start) for frame in after["frames"]]
    (folder / "truth.json").write_text(json.dumps(dict(before, frameCount=len(frames), frames=frames)))
    answer = json.loads((shown / "faces.json").read_text())
    answer.pop("VideoMetadata", None)
    answer["Faces"] = [dict(face, Timestamp=face["Timestamp"] + round(1000 * seconds)) for face in answer["Faces"]]
    (folder / "faces.json").write_text(json.dumps(answer))


CONTENTS = {
    "talking-head-360p": (steady, 1, "640x360"),
    "talking-head-1080p": (steady, 1, "1920x1080"),
    "crowd-1080p": (steady, 12, "1920x1080"),
    "hand-held-1080p": (hand_held, 3, "1920x1080"),
    "mostly-empty-1080p": (mostly_empty, 3, "1920x1080"),
    "talking-head-2160p": (steady, 1, "3840x2160"),
}


def made(name, seconds, root):
    """Makes a content unless it is there."""
    make, faces, size = CONTENTS[name]
    folder = root / f"{name}-{seconds:g}"
    folder.mkdir(parents=True, exist_ok=True)
    return make(name, folder, seconds, faces, size)
