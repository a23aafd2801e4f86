"""What a result shows of the faces of the ground truth, and what else changed."""

import json
import subprocess
from dataclasses import dataclass

import numpy as np

CELLS = 6  # along each side of a face
POINTS = 4  # along each side of a cell
LEAKS = 0.1  # the share of a face's cells that may be seen
BLOCK = 16  # the side of the blocks beside faces, in pixels
TEXTURE = 4  # the standard deviation in 8-bit luma from which there is something to see
SAMPLED = 10  # every so many frames are looked at beside faces


@dataclass
class Verdict:
    faces: int  # face-frames of the ground truth
    leaked: int  # of these, those that can be seen
    longest: int  # the most leaked frames of a face in a row
    over: float  # the area hidden beside faces, in face areas
    ssim: float  # the structural similarity beside faces
    same_times: bool
    same_sound: bool
    frames: int


def lumas(path, width, height):
    """The luma of each frame in a size: deface's writer makes both sides multiples of 16."""
    decoder = subprocess.Popen(
        ["ffmpeg", "-v", "error", "-nostdin", "-i", path, "-vf", f"extractplanes=y,scale={width}:{height}", "-vsync", "passthrough",
         "-f", "rawvideo", "-pix_fmt", "gray", "-"], stdout=subprocess.PIPE)
    while len(data := decoder.stdout.read(width * height)) == width * height:
        yield np.frombuffer(data, np.uint8).reshape(height, width)
    decoder.wait()


def moments(before, after):
    """Means, standard deviations and covariance of groups of values: the last axis."""
    means = before.mean(-1), after.mean(-1)
    before, after = before - means[0][..., None], after - means[1][..., None]
    return means, before.std(-1), after.std(-1), (before * after).mean(-1)


def is_seen(before, after):
    """Which groups of values still show what the source shows; and which show anything in the source."""
    _, here, there, together = moments(before, after)
    correlation = together / np.maximum(here * there, 1e-6)
    # A coded copy has 0.95 and more of both; a blur keeps less than half of the contrast, and a mosaic or a fill not even that.
    return (correlation > 0.8) & (there > 0.5 * here), here > TEXTURE


def cells(picture, box):
    """The means of a grid in a face's box, a row for each cell inside its ellipse."""
    height, width = picture.shape
    side = CELLS * POINTS
    columns = np.clip(((box["Left"] + box["Width"] * (np.arange(2 * side) + 0.5) / (2 * side)) * width).astype(int), 0, width - 1)
    rows = np.clip(((box["Top"] + box["Height"] * (np.arange(2 * side) + 0.5) / (2 * side)) * height).astype(int), 0, height - 1)
    fine = picture[np.ix_(rows, columns)].astype(float).reshape(side, 2, side, 2).mean((1, 3))
    grid = fine.reshape(CELLS, POINTS, CELLS, POINTS).swapaxes(1, 2).reshape(CELLS, CELLS, -1)
    places = (np.arange(CELLS) + 0.5) / CELLS * 2 - 1
    return grid[places[:, None] ** 2 + places[None] ** 2 < 1]


def leaks(before, after, box):
    seen, textured = is_seen(cells(before, box), cells(after, box))
    return textured.any() and (seen & textured).sum() > LEAKS * textured.sum()


def blocks(picture):
    """The values of blocks, halved in size: rows and columns of blocks, then values."""
    rows, columns = (side // BLOCK for side in picture.shape)
    part = picture[:rows * BLOCK, :columns * BLOCK].astype(float)
    half = part.reshape(rows * BLOCK // 2, 2, columns * BLOCK // 2, 2).mean((1, 3))
    return half.reshape(rows, BLOCK // 2, columns, BLOCK // 2).swapaxes(1, 2).reshape(rows, columns, -1)


def beside(shape, faces, margin):
    """Which blocks no face touches, whose boxes are grown by a ratio."""
    height, width = shape
    free = np.ones((height // BLOCK, width // BLOCK), bool)
    for face in faces:
        box = face["box"]
        left, top = ((box[side] - margin * box[size]) for side, size in (("Left", "Width"), ("Top", "Height")))
        right, bottom = left + (1 + 2 * margin) * box["Width"], top + (1 + 2 * margin) * box["Height"]
        free[max(0, int(top * height) // BLOCK):max(0, int(bottom * height) // BLOCK + 1),
             max(0, int(left * width) // BLOCK):max(0, int(right * width) // BLOCK + 1)] = False
    return free


def similarity(before, after):
    """The structural similarity of groups of values (Wang and others, 2004)."""
    means, here, there, together = moments(before, after)
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    return ((2 * means[0] * means[1] + c1) * (2 * together + c2)
            / ((means[0] ** 2 + means[1] ** 2 + c1) * (here ** 2 + there ** 2 + c2)))


def times(path):
    text = subprocess.check_output(
        ["ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", "packet=pts_time", "-of", "json", path])
    every = sorted(float(packet["pts_time"]) for packet in json.loads(text)["packets"])
    return [round(1000 * (time - every[0])) for time in every]


def sound(path):
    """The digest of the coded sound; None without."""
    answer = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", path, "-map", "0:a:0", "-c", "copy", "-f", "md5", "-"], capture_output=True, text=True)
    return answer.stdout.strip() or None


def longest_run(frames):
    """The longest run of consecutive numbers."""
    longest, length, last = 0, 0, None
    for frame in frames:
        length = length + 1 if last is not None and frame == last + 1 else 1
        longest, last = max(longest, length), frame
    return longest


def judge(content, output):
    truth = content.truth
    width, height = truth["width"], truth["height"]
    total, leaked, areas, hidden, similarities, frames = 0, {}, 0.0, 0.0, [], 0
    pairs = zip(truth["frames"], lumas(content.video, width, height), lumas(output, width, height))
    for number, (frame, before, after) in enumerate(pairs):
        frames += 1
        faces = [face for face in frame["faces"] if face["visible"] > 0.5]
        total += len(faces)
        for face in faces:
            if leaks(before, after, face["box"]):
                leaked.setdefault(face["id"], []).append(number)
        if number % SAMPLED == 0:
            here, there = blocks(before), blocks(after)
            seen, textured = is_seen(here, there)
            hidden += (~seen & textured & beside(before.shape, frame["faces"], 0)).sum() * BLOCK ** 2
            areas += sum(face["box"]["Width"] * face["box"]["Height"] for face in faces) * width * height
            similarities.append(similarity(here, there)[beside(before.shape, frame["faces"], 0.5)].mean())
    return Verdict(
        total, sum(map(len, leaked.values())), max(map(longest_run, leaked.values()), default=0), hidden / max(areas, 1),
        float(np.mean(similarities)), times(content.video) == times(output), sound(content.video) == sound(output), frames)
