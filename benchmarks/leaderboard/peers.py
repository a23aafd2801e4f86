"""The programs of the leaderboard, and what running them takes."""

import os
import resource
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import rules

FRAMEVEIL = ".build/release/frameveil"
CASCADE = "/usr/share/opencv4/haarcascades/haarcascade_frontalface_default.xml"


@dataclass
class Cost:
    """Wall and processor time in seconds, peak memory of all processes, and what they wrote beside the result, in bytes."""
    wall: float
    processor: float
    memory: int
    written: int


def encode():
    """The encoder of frameveil's default profile."""
    text = Path("pipelines/mp4.profile").read_text().split("encode:")[1].split("#")[0]
    return " ".join(line.strip() for line in text.splitlines())


def pipeline(video, output, filters=""):
    """The plain transcode, by the decoder and the encoder that frameveil uses, with filters between."""
    return (
        f"gst-launch-1.0 -q filesrc location={video} ! parsebin name=streams streams. ! queue ! avdec_h264 max-threads=1 ! "
        f"queue max-size-buffers=2 max-size-bytes=0 ! {filters}{encode()} ! h264parse ! container. "
        f"streams. ! audio/mpeg ! queue max-size-time=0 max-size-buffers=0 ! container. "
        f"mp4mux name=container ! filesink location={output}").split()


def commands(content, output):
    """The command line of each program by its name."""
    blur = [FRAMEVEIL, "blur", content.video, "--force", "--quiet", "-o", output]
    deface = [Path(sys.executable).parent / "deface", content.video, "-o", output, "--keep-audio"]
    faceblur = f"videoconvert ! video/x-raw,format=RGB ! faceblur profile={CASCADE} ! videoconvert ! video/x-raw,format=I420 ! "
    return {
        "plain transcode": pipeline(content.video, output),
        "frameveil, given boxes": [*blur, "-d", content.detections, "--allow-mismatch"],
        "frameveil, detector": [*blur, "--allow-no-faces"],
        "deface 640x360": [*deface, "--scale", "640x360"],
        "GStreamer faceblur": pipeline(content.video, output, faceblur),
    }


RULES = {"rule of the AWS sample": rules.aws_sample, "rule of OpenScrub": rules.openscrub}


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


def run(words, output, log):
    """Runs a program that must succeed."""
    output.unlink(missing_ok=True)
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    with open(log, "wb") as file:
        process = subprocess.Popen([str(word) for word in words], stdout=file, stderr=file)
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
    if code or not output.exists():
        sys.exit(f"{words[0]} ended with {code}; see {log}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Blocks of 512 bytes that were written to a disk, and not to memory (getrusage(2)).
    written = 512 * (after.ru_oublock - before.ru_oublock) - output.stat().st_size
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(seconds, processor, peak[0], max(0, written))
