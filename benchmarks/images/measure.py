"""Runs frameveil, and deface, on a photograph of 24 megapixels, and prints the least of three runs of each.

    measure.py [ROUNDS]
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
from datetime import date

import numpy
import pillow_heif
from PIL import Image

SAMPLE = pathlib.Path("samples/faces.mp4")
PROGRAM = pathlib.Path(".build/release/frameveil")
DEFACE = pathlib.Path(".build/deface-venv/bin/deface")
SIZE = (6000, 4000)
BOXES = [(0.08, 0.3, 0.09, 0.22), (0.72, 0.35, 0.05, 0.12), (0.57, 0.42, 0.03, 0.08)]


def photograph(folder):
    """A frame of the sample, enlarged, with the noise of a sensor: a scan of such a size has no flat areas."""
    subprocess.run(["ffmpeg", "-v", "error", "-ss", "4", "-i", SAMPLE, "-frames:v", "1", folder / "frame.png"], check=True)
    large = numpy.asarray(Image.open(folder / "frame.png").convert("RGB").resize(SIZE, Image.Resampling.LANCZOS)).astype("int16")
    noise = numpy.random.default_rng(1).normal(0, 4, large.shape[:2] + (1,))
    return Image.fromarray(numpy.clip(large + noise, 0, 255).astype("uint8"))


def measured(words):
    """Processor time and wall time in seconds, and the peak memory in MB."""
    # A child's own memory: that of this process counts for children that it starts itself.
    words = ["/usr/bin/time", "--format", "%U %S %e %M", *map(str, words)]
    run = subprocess.run(words, capture_output=True, text=True, check=True)
    user, system, wall, memory = map(float, run.stderr.splitlines()[-1].split())
    return user + system, wall, memory / 1000


def least(rounds, words):
    return [min(values) for values in zip(*(measured(words) for _ in range(rounds)))]


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    pillow_heif.register_heif_opener()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        picture = photograph(folder)
        boxes = folder / "boxes.json"
        boxes.write_text(json.dumps({"FaceDetails": [
            {"BoundingBox": dict(zip(("Left", "Top", "Width", "Height"), box)), "Confidence": 99} for box in BOXES]}))
        options = {"jpg": {"quality": 92}, "progressive.jpg": {"quality": 92, "progressive": True}, "png": {},
                   "webp": {"quality": 90}, "tif": {"compression": "tiff_lzw"}, "heic": {"quality": 80}}
        cores = len(os.sched_getaffinity(0))
        print(f"\n{date.today()}, {SIZE[0]}x{SIZE[1]}, the least of {rounds} runs, {cores} cores\n")
        print("| photograph | program | processor time | wall time | memory |\n|---|---|---|---|---|")
        for ending, settings in options.items():
            source, result = folder / f"a.{ending}", folder / f"hidden.{ending}"
            picture.save(source, **settings)
            ways = [("frameveil, given boxes", [PROGRAM, "blur", source, "-d", boxes, "-o", result, "-f"])]
            if ending == "jpg":
                ways.append(("frameveil", [PROGRAM, "blur", source, "-o", result, "-f"]))
                ways.append(("deface", [DEFACE, source, "-o", folder / "deface.jpg"]))
                ways.append(("deface --scale 864x576", [DEFACE, source, "-o", folder / "d.jpg", "--scale", "864x576"]))
            for what, words in ways:
                processor, wall, memory = least(rounds if ending == "jpg" else 1, words)
                print(f"| {ending} | {what} | {processor:.2f} s | {wall:.2f} s | {memory:.0f} MB |", flush=True)


main()
