"""The video that is attacked: each picture's face moves over a background that says nothing about the person.

Each clip of FRAMES frames has a background, a path and box errors of its own. Boxes are given as Amazon Rekognition
gives them, five a second, with an error of 2 % of their size; the cuts are given as well.
"""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import cv2
import numpy as np

from faces import HEIGHT, WIDTH, ellipse, face_size
from program import RATE, read_video, write_video

SIZE = 256
FRAMES = 10
SAMPLES = (0, 5)  # the frames of a clip whose boxes are given
ERROR = 0.02
ROAM = 24  # how far from the middle a face begins, in pixels
SPEED = 2.0  # pixels a frame


@dataclass
class Clip:
    picture: int  # its index
    seed: tuple

    @cached_property
    def centres(self):
        """Of the face on each frame, in pixels."""
        dice = np.random.default_rng((*self.seed, 1))
        start = SIZE / 2 + dice.uniform(-ROAM, ROAM, 2)
        return start + np.arange(FRAMES)[:, None] * dice.uniform(-SPEED, SPEED, 2)

    @cached_property
    def samples(self):
        """The box that is given for each of SAMPLES: left, top, width, height."""
        dice = np.random.default_rng((*self.seed, 2))
        size = np.array([WIDTH, HEIGHT])
        boxes = []
        for frame in SAMPLES:
            sides = size * dice.normal(1, ERROR, 2)
            centre = self.centres[frame] + size * dice.normal(0, ERROR, 2)
            boxes.append(np.concatenate([centre - sides / 2, sides]))
        return np.array(boxes)

    def box(self, frame):
        """What the attacker knows of the face's place: the given boxes, and a straight line between and beyond."""
        share = (frame - SAMPLES[0]) / (SAMPLES[1] - SAMPLES[0])
        first, second = self.samples
        centre = first + (second - first) * share
        sides = (first + second)[2:] / 2
        return np.concatenate([centre[:2] + centre[2:] / 2 - sides / 2, sides])

    def background(self):
        """Noise with about the spectrum of natural scenes, in a brightness, contrast and colour of its own."""
        dice = np.random.default_rng((*self.seed, 3))
        across, down = np.fft.rfftfreq(SIZE), np.fft.fftfreq(SIZE)
        spectrum = np.maximum(np.hypot(across[None, :], down[:, None]), 1 / SIZE) ** -1.4
        planes = [np.fft.irfft2(spectrum * np.fft.rfft2(dice.normal(size=(SIZE, SIZE)))) for _ in range(4)]
        luma, *chroma = (plane / plane.std() for plane in planes)
        colour = dice.uniform(90, 170) + dice.uniform(-15, 15, 3)
        scene = colour + dice.uniform(10, 35) * luma[..., None] + 5 * np.stack(chroma, axis=2)
        return np.clip(scene, 0, 255).astype(np.float32)

    def frames(self, face, opacity):
        background = self.background()
        columns, rows = face_size()
        for x, y in self.centres:
            move = np.float32([[1, 0, x - columns / 2], [0, 1, y - rows / 2]])
            alpha = cv2.warpAffine(opacity, move, (SIZE, SIZE))[..., None]
            picture = cv2.warpAffine(face, move, (SIZE, SIZE), borderMode=cv2.BORDER_REPLICATE)
            yield np.clip(background + alpha * (picture - background) + 0.5, 0, 255).astype(np.uint8)


class Stage:
    size = SIZE

    def __init__(self, folder, faces, known, copies, seed):
        """Known pictures have `copies` clips each, the others one."""
        folder = Path(folder)
        self.video, self.detections, self.shots = (folder / name for name in ("clear.mp4", "boxes.json", "shots.json"))
        order = [index for index, is_known in enumerate(known) for _ in range(copies if is_known else 1)]
        # In a random order: a neighbour in time must not tell who it is either.
        np.random.default_rng(seed).shuffle(order)
        self.clips = [Clip(picture, (seed, number)) for number, picture in enumerate(order)]
        self.frame_count = len(self.clips) * FRAMES
        self._write(faces)

    def _write(self, faces):
        opacity = ellipse()
        write_video(self.video, SIZE, (frame for clip in self.clips
                                       for frame in clip.frames(faces[clip.picture], opacity)))
        found = [_face(number * FRAMES + frame, box) for number, clip in enumerate(self.clips)
                 for frame, box in zip(SAMPLES, clip.samples)]
        video = {"Codec": "h264", "DurationMillis": _milliseconds(self.frame_count), "Format": "QuickTime / MOV",
                 "FrameRate": RATE, "FrameWidth": SIZE, "FrameHeight": SIZE}
        self.detections.write_text(json.dumps({"JobStatus": "SUCCEEDED", "VideoMetadata": video, "Faces": found}))
        cuts = [{"Type": "SHOT", "StartTimestampMillis": _milliseconds(number * FRAMES),
                 "EndTimestampMillis": _milliseconds((number + 1) * FRAMES)} for number in range(len(self.clips))]
        self.shots.write_text(json.dumps({"JobStatus": "SUCCEEDED", "Segments": cuts}))

    def frames(self, video):
        """Each frame of a video of this stage, with its clip and its number in the clip."""
        number = -1
        for number, frame in enumerate(read_video(video, SIZE)):
            yield self.clips[number // FRAMES], number % FRAMES, frame
        if number + 1 != self.frame_count:
            raise SystemExit(f"{video} has {number + 1} frames instead of {self.frame_count}")


def _milliseconds(frame):
    return round(frame * 1000 / RATE)


def _face(frame, box):
    left, top, width, height = (float(value) / SIZE for value in box)
    return {"Timestamp": _milliseconds(frame), "Face": {"Confidence": 99.0, "BoundingBox": {
        "Left": left, "Top": top, "Width": width, "Height": height}}}
