#!/usr/bin/env python3
"""Runs `frameveil blur` on a long clip with few faces; see benchmarks/untouched/run."""
import argparse
import datetime
import json
import os
import subprocess
import sys
import time
from pathlib import Path

PROGRAM = ".build/release/frameveil"
FOLDER = Path("out/untouched")
# The parts of which the clip is made, in seconds: nobody, and three faces.
EMPTY, SHOWN = 18, 6


def make(name, faces, seconds):
    """The path of a generated clip."""
    folder = FOLDER / name
    if not (folder / "truth.json").exists():
        subprocess.run(
            ["benchmarks/make-clip", "--out", folder, "--seconds", str(seconds), "--faces", str(faces)], check=True)
    return folder / "faces.mp4"


def clip(minutes, appearance):
    """A clip of some minutes and its detections: faces are on screen 10 % of the time, `appearance` seconds at a time."""
    path, boxes = (FOLDER / f"{minutes}-{appearance}.{ending}" for ending in ("mp4", "json"))
    parts = ["empty"] * (9 * appearance // EMPTY) + ["shown"] * (appearance // SHOWN)
    parts *= 60 * minutes // (10 * appearance)
    if not path.exists():
        made = {"empty": make("empty", 0, EMPTY), "shown": make("shown", 3, SHOWN)}
        listing = FOLDER / "parts.txt"
        listing.write_text("".join(f"file '{made[part].resolve()}'\n" for part in parts))
        subprocess.run(
            ["ffmpeg", "-v", "error", "-y", "-f", "concat", "-safe", "0", "-i", listing, "-c", "copy", path], check=True)
    answer = json.loads((FOLDER / "shown" / "faces.json").read_text())
    answer.pop("VideoMetadata", None)
    faces, answer["Faces"], second = answer["Faces"], [], 0
    for part in parts:
        if part == "shown":
            answer["Faces"] += [dict(face, Timestamp=face["Timestamp"] + 1000 * second) for face in faces]
        second += SHOWN if part == "shown" else EMPTY
    boxes.write_text(json.dumps(answer))
    return path, boxes


def measured(command):
    """Wall and processor time in seconds, and the largest memory in MB, of a process that must succeed."""
    start = time.monotonic()
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"failed: {' '.join(map(str, command))}")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000


def transcode(source, target):
    """The bare transcode with the same decoder and encoder."""
    encode = " ".join(
        line.strip() for line in Path("pipelines/mp4.profile").read_text().split("encode:")[1].split("#")[0].splitlines())
    pipeline = (
        f"gst-launch-1.0 -q filesrc location={source} ! qtdemux ! h264parse ! avdec_h264 max-threads=1 ! queue "
        f"max-size-buffers=2 max-size-bytes=0 ! {encode} ! h264parse ! mp4mux ! filesink location={target}")
    return pipeline.split()


def checksums(path):
    """The checksum of each frame."""
    lines = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", path, "-map", "0:v", "-f", "framemd5", "-"], check=True, capture_output=True, text=True)
    return [line.split(",")[-1].strip() for line in lines.stdout.splitlines() if not line.startswith("#")]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, default=10)
    parser.add_argument(
        "--appearance", type=int, default=60, help="seconds that faces are on screen at a time: a multiple of 6")
    arguments = parser.parse_args()
    minutes, appearance = arguments.minutes, arguments.appearance
    if appearance < 6 or appearance % 6 or 60 * minutes % (10 * appearance):
        parser.error("the appearance must be a multiple of 6 seconds, and the minutes one of ten appearances")
    FOLDER.mkdir(parents=True, exist_ok=True)
    source, boxes = clip(minutes, appearance)
    target = FOLDER / "hidden.mp4"
    blur = [PROGRAM, "blur", source, "-o", target, "--force", "--quiet"]
    given = ["-d", boxes, "--allow-mismatch"]
    print(f"# {datetime.date.today()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.0f}, {minutes} minutes of 1080p, "
          f"faces {appearance} s at a time")
    results = {
        "given boxes, encoded": measured(blur + given + ["--untouched", "encode"]),
        "given boxes, copied": measured(blur + given),
    }
    frames = zip(checksums(source), checksums(target))
    equal = [one == other for one, other in frames]
    results["bare transcode"] = measured(transcode(source, FOLDER / "bare.mp4"))
    results["detector, encoded"] = measured(blur + ["--untouched", "encode"])
    results["detector, copied"] = measured(blur)
    print("| | wall | processor | peak memory |\n|---|---|---|---|")
    for name, (wall, processor, memory) in results.items():
        print(f"| {name} | {wall:.0f} s | {processor:.0f} s | {memory:.0f} MB |")
    print(f"{sum(equal)} of {len(equal)} frames are bit-identical")
    for one, other in [
        ("given boxes, encoded", "given boxes, copied"), ("bare transcode", "given boxes, copied"),
        ("detector, encoded", "detector, copied"),
    ]:
        wall, processor = (results[one][place] / results[other][place] for place in (0, 1))
        print(f"{one} / {other}: wall {wall:.2f}, processor {processor:.2f}")


main()
