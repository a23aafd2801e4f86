"""Runs frameveil and deface alternately on a clip with ground truth, and prints time, memory and leaked faces of each.

Time and memory are those of each program's own blur. Leaks are counted in a second run that fills with black: a face
of the ground truth leaks if less than 90 % of its box is black. deface fills the whole box with black, but blurs an
ellipse only, so this counts in its favour.
"""

import json
import os
import resource
import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path

import numpy as np

DARK = 28  # of 255; no pixel of a made clip is that dark
WHOLE = 0.9  # a face of which less is covered leaks
DEFACE = Path(sys.executable).parent / "deface"

clip = Path(sys.argv[1])
video = clip / "faces.mp4"
truth = json.loads((clip / "truth.json").read_text())
count, width, height = (truth[key] for key in ("frameCount", "width", "height"))


def programs(output):
    """Name, command line, and the additional arguments for a black fill."""
    frameveil = [".build/release/frameveil", "blur", video, "--force", "--quiet", "-o", output]
    deface = [DEFACE, video, "-o", output]
    solid = ["--replacewith", "solid"]
    return [
        ("frameveil", frameveil, ["--effect", "solid"]),
        ("deface", deface, solid),
        ("deface --scale 640x360", deface + ["--scale", "640x360"], solid),
    ]


def resident(pid):
    """Resident memory of a process and its children together, in bytes."""
    pages, family = 0, [str(pid)]
    while family:
        process = family.pop()
        try:
            pages += int(Path(f"/proc/{process}/statm").read_text().split()[1])
            for task in os.listdir(f"/proc/{process}/task"):
                family += Path(f"/proc/{process}/task/{task}/children").read_text().split()
        except (FileNotFoundError, ProcessLookupError):
            pass
    return pages * resource.getpagesize()


def run(words):
    """Wall seconds, processor seconds, peak memory of all processes in bytes."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    with open(clip / "log.txt", "wb") as log:
        process = subprocess.Popen([str(word) for word in words], stdout=log, stderr=log)
    peak, over = [0], threading.Event()

    def watch():
        while not over.wait(0.05):
            peak[0] = max(peak[0], resident(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    code = process.wait()
    seconds = time.monotonic() - start
    over.set()
    watcher.join()
    if code:
        sys.exit(f"{words[0]} ended with {code}; see {clip / 'log.txt'}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, peak[0]


def lumas(path):
    """The luma of each frame in the clip's size: deface's writer makes both sides multiples of 16."""
    decoder = subprocess.Popen(
        ["ffmpeg", "-v", "error", "-nostdin", "-i", path, "-vf", f"extractplanes=y,scale={width}:{height}", "-vsync", "passthrough",
         "-f", "rawvideo", "-pix_fmt", "gray", "-"], stdout=subprocess.PIPE)
    while len(data := decoder.stdout.read(width * height)) == width * height:
        yield np.frombuffer(data, np.uint8).reshape(height, width)
    decoder.wait()


def dark_shares(path):
    """The black share of each face of the ground truth."""
    shares, frames = [], 0
    for luma in lumas(path):
        frames += 1
        for face in truth["frames"][min(frames, count) - 1]["faces"]:
            box = face["box"]
            left, top = (max(0, round(box[side] * size)) for side, size in (("Left", width), ("Top", height)))
            right = min(width, round((box["Left"] + box["Width"]) * width))
            bottom = min(height, round((box["Top"] + box["Height"]) * height))
            if face["visible"] > 0 and right > left and bottom > top:
                shares.append((luma[top:bottom, left:right] < DARK).mean())
    if frames != count:
        sys.exit(f"{path} has {frames} frames instead of {count}")
    return np.array(shares)


def main():
    if dark_shares(video).max() > 0.05:
        sys.exit(f"{video}: its faces are too dark to tell what is covered")
    cores = len(os.sched_getaffinity(0))
    print(f"# {date.today()}, {cores} cores, {width}x{height}, {count} frames, load {os.getloadavg()[0]:.1f}")
    print("| | wall s | processor s | frames/s | peak MB | faces that leak | ratio |")
    print("|---|---|---|---|---|---|---|")
    output = clip / "hidden.mp4"
    ours = None
    for name, words, solid in programs(output):
        seconds, processor, peak = run(words)
        run(words + solid)
        leaks = dark_shares(output) < WHOLE
        ours = ours or seconds
        print(f"| {name} | {seconds:.1f} | {processor:.1f} | {count / seconds:.1f} | {peak / 1e6:.0f} "
              f"| {leaks.sum()} of {leaks.size} ({leaks.mean():.1%}) | {seconds / ours:.1f} |", flush=True)


main()
