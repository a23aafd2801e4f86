"""Measures the page of a review with the tracks of a three-hour video, in Chromium's own trace; see benchmarks/review/long."""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

PROGRAM = ".build/release/frameveil"
BROWSER = [".build/browser-judges/bin/python", "Tests/Stack/review-page", "fluid"]
LONGEST = 200  # milliseconds that a task of the page may take
RATE, WIDTH, HEIGHT = 25, 320, 180
ROWS, COLUMNS = 3, 4  # places of people; each is empty for longer than a track is bridged before somebody else is there
SIZE = (0.06, 0.12)  # of a face, in ratios of the frame
SECONDS_SEEN = 4


def video(path, hours):
    """A test picture: a minute that is repeated, so that encoding takes seconds."""
    minute = path.with_suffix(".minute.mp4")
    subprocess.run(
        ["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", f"testsrc2=size={WIDTH}x{HEIGHT}:rate={RATE}", "-t", "60",
         "-c:v", "libx264", "-preset", "veryfast", "-g", str(2 * RATE), "-pix_fmt", "yuv420p", minute], check=True)
    subprocess.run(
        ["ffmpeg", "-v", "error", "-y", "-stream_loop", str(60 * hours - 1), "-i", minute, "-c", "copy", "-movflags",
         "+faststart", path], check=True)
    minute.unlink()


def detections(people, seconds):
    """A response of GetFaceDetection: people one after the other, each at another place than the one before."""
    faces = []
    for person in range(people):
        begin, place = person * (seconds - SECONDS_SEEN) / people, person % (ROWS * COLUMNS)
        left, top = (place % COLUMNS + 0.3) / COLUMNS, (place // COLUMNS + 0.3) / ROWS
        faces += [(round(2 * begin + sample) * 500, left + 0.002 * sample, top) for sample in range(2 * SECONDS_SEEN)]
    return {
        "JobStatus": "SUCCEEDED",
        "VideoMetadata": {"Codec": "h264", "DurationMillis": seconds * 1000, "Format": "QuickTime / MOV",
                          "FrameRate": RATE, "FrameHeight": HEIGHT, "FrameWidth": WIDTH},
        "Faces": [{"Timestamp": time, "Face": {"BoundingBox": {
            "Left": left, "Top": top, "Width": SIZE[0], "Height": SIZE[1]}, "Confidence": 99}} for time, left, top in sorted(faces)]}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="of the video and the screenshots")
    parser.add_argument("--people", type=int, default=5000)
    parser.add_argument("--hours", type=int, default=3)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    clip, faces = given.folder / "long.mp4", given.folder / "given.json"
    video(clip, given.hours)
    faces.write_text(json.dumps(detections(given.people, 3600 * given.hours)))
    start = time.monotonic()
    program = subprocess.Popen(
        [PROGRAM, "review", clip, "-d", faces, "--no-open"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        url = program.stdout.readline().strip()
        if next((line for line in program.stderr if "ready: " in line), None) is None:
            sys.exit(f"frameveil review ended with {program.wait()}")
        print(f"tracked in {time.monotonic() - start:.0f} s", flush=True)
        seen = json.loads(subprocess.run([*BROWSER, url, given.folder], stdout=subprocess.PIPE, check=True).stdout)
    finally:
        program.terminate()
        program.wait()
    print(f"{given.hours} hours, {seen['people']} tracks, {seen['weakSpots']} weak spots; longest task of the page:")
    for step, longest in seen["longest"].items():
        print(f"  {longest:4} ms  {step}")
    if seen["wrong"] or seen["people"] < given.people or max(seen["longest"].values()) > LONGEST:
        sys.exit(f"a task took longer than {LONGEST} ms, or there are fewer tracks than people, or a script failed: {seen}")


main()
