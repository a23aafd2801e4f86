"""The rules by which two other programs place boxes between detections, applied to equal detections. Only the boxes are theirs;
they are filled with black, and no time is taken, since the programs are not run."""

import json
import math
import subprocess

import numpy as np

# A box in force: from and until when, in seconds, and its edges in ratios: left, top, right, bottom.


def detected(detections):
    """The boxes of a response by their time in seconds."""
    samples = {}
    for face in json.loads(detections.read_text())["Faces"]:
        box = face["Face"]["BoundingBox"]
        edges = (box["Left"], box["Top"], box["Left"] + box["Width"], box["Top"] + box["Height"])
        samples.setdefault(face["Timestamp"] / 1000, []).append(edges)
    return samples


def aws_sample(detections, rate, size):
    """Each box stays for half a second, as in the Lambda of aws-samples/rekognition-video-people-blurring-cdk."""
    return [(time, time + 0.5, box) for time, boxes in detected(detections).items() for box in boxes]


REACH, LONGEST_GAP, GRACE, PAD = 1.6, 0.6, 0.25, 8


def openscrub(detections, rate, size):
    """OpenScrub's rule for faces (smooth_dense_tracks, 2026-07): detections at most 0.6 s and 1.6 face sizes apart are one track;
    boxes are interpolated between them in steps of two frames or more, each the union of its ends; tracks begin and end 0.25 s
    early and late; boxes are grown by 8 pixels. Its search for the first sight of a face in the pixels before a track is left out."""
    tracks = []
    for time, boxes in sorted(detected(detections).items()):
        for box in boxes:
            near = [track for track in tracks if 0 < time - track[-1][0] <= LONGEST_GAP and is_near(track[-1][1], box, size)]
            if near:
                min(near, key=lambda track: distance(track[-1][1], box, size)).append((time, box))
            else:
                tracks.append([(time, box)])
    spans = [span for track in tracks for span in chained(track, rate)]
    pad = (PAD / size[0], PAD / size[1])
    return [(start, end, (box[0] - pad[0], box[1] - pad[1], box[2] + pad[0], box[3] + pad[1])) for start, end, box in spans]


def distance(one, other, size):
    return math.hypot((one[0] + one[2] - other[0] - other[2]) / 2 * size[0], (one[1] + one[3] - other[1] - other[3]) / 2 * size[1])


def is_near(last, box, size):
    return distance(last, box, size) <= REACH * max((box[2] - box[0]) * size[0], (box[3] - box[1]) * size[1])


def chained(track, rate):
    yield track[0][0] - GRACE, track[0][0], track[0][1]
    for (start, a), (end, b) in zip(track, track[1:]):
        steps = min(12, max(1, round((end - start) * rate / 2)))
        places = [tuple(x + (y - x) * step / steps for x, y in zip(a, b)) for step in range(steps + 1)]
        for step in range(steps):
            one, other = places[step], places[step + 1]
            union = (min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3]))
            yield start + (end - start) * step / steps, start + (end - start) * (step + 1) / steps, union
    yield track[-1][0], track[-1][0] + GRACE, track[-1][1]


def render(content, rule, output):
    """Fills the boxes of a rule with black, and keeps the sound."""
    width, height = content.truth["width"], content.truth["height"]
    boxes = rule(content.detections, 30, (width, height))
    raw = ["-f", "rawvideo", "-pix_fmt", "gray", "-s", f"{width}x{height}", "-r", "30"]
    decoder = subprocess.Popen(
        ["ffmpeg", "-v", "error", "-nostdin", "-i", content.video, "-map", "0:v:0", "-vf", "extractplanes=y",
         "-vsync", "passthrough", "-f", "rawvideo", "-"], stdout=subprocess.PIPE)
    encoder = subprocess.Popen(
        ["ffmpeg", "-v", "error", "-y", *raw, "-i", "-", "-i", content.video, "-map", "0:v", "-map", "1:a?", "-c:a", "copy",
         "-pix_fmt", "yuv420p", "-preset", "veryfast", "-crf", "20", output], stdin=subprocess.PIPE)
    for frame in range(content.truth["frameCount"]):
        picture = np.frombuffer(decoder.stdout.read(width * height), np.uint8).reshape(height, width).copy()
        for start, end, box in boxes:
            if start <= frame / 30 < end:
                left, top, right, bottom = (max(0, round(edge * side)) for edge, side in zip(box, (width, height) * 2))
                picture[top:bottom, left:right] = 16
        encoder.stdin.write(picture.tobytes())
    encoder.stdin.close()
    if encoder.wait() or decoder.wait():
        raise SystemExit(f"{content.video}: ffmpeg failed")
