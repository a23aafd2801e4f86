"""Measures the steps of a run under the CPU share of a function, on two lengths of the same 1080p clip with three faces.

A step takes a fixed time and a time for each frame: the line through both lengths, of the least of two runs each.
"""
import datetime
import json
import os
import pathlib
import platform
import resource
import subprocess
import time

from share import Share

MEGABYTES = 3008
CORES = MEGABYTES / 1769
RATE = 30
SECONDS = (10, 40)
ROUNDS = 2
FRAMEVEIL = ".build/release/frameveil"
WORK = pathlib.Path("out/cost")


def clip(seconds):
    """A clip with a key frame each two seconds, and its detections, repeated to a length."""
    video, answer = WORK / f"{seconds}.mp4", WORK / f"{seconds}.json"
    source = pathlib.Path("out/clip-20")
    keys = source / "keys.mp4"
    if not keys.exists():
        subprocess.run(["ffmpeg", "-v", "error", "-i", source / "faces.mp4", "-c:v", "libx264", "-preset", "veryfast",
                        "-crf", "18", "-g", "60", "-c:a", "copy", keys], check=True)
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-stream_loop", str(seconds // 20), "-i", keys, "-t", str(seconds),
                    "-c", "copy", video], check=True)
    response = json.loads((source / "faces.json").read_text())
    faces = response["Faces"]
    response["Faces"] = sorted(
        ({**face, "Timestamp": face["Timestamp"] + 20_000 * loop}
         for loop in range(seconds // 20 + 1) for face in faces if face["Timestamp"] + 20_000 * loop < 1000 * seconds),
        key=lambda face: face["Timestamp"])
    response["VideoMetadata"]["DurationMillis"] = 1000 * seconds
    answer.write_text(json.dumps(response))
    return video, answer


def commands(video, answer):
    """The steps, each with the command that takes it; they depend on those before."""
    def steps(name, options):
        at = WORK / name
        at.mkdir(exist_ok=True)
        (division, plan, piece) = (at / "division.json", at / "plan.json", at / "1.piece")
        return {
            f"{name}.run": ["blur", video, *options, "--untouched", "encode", "-o", at / "out.mp4"],
            f"{name}.divide": ["divide", video, *options, "--spans", "1", "-o", division],
            f"{name}.analyze": ["analyze", video, "--division", division, "--span", "1", "-o", at / "1.analysis"],
            f"{name}.plan": ["plan", video, "--division", division, "--analyses", f"{at}/", "-o", plan],
            f"{name}.encode": ["blur", video, "--plan", plan, "--span", "1", "-o", piece],
            f"{name}.join": ["join", plan, piece, "-o", at / "joined.mp4"],
        }
    return steps("given", ["-d", answer]) | steps("embedded", [])


def timed(words, share):
    """Wall and processor seconds of a command."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run([FRAMEVEIL, *map(str, words), "-q", "--force"], check=True, preexec_fn=share.enter)
    wall, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    WORK.mkdir(parents=True, exist_ok=True)
    points = {}
    with Share(CORES) as share:
        for seconds in SECONDS:
            video, answer = clip(seconds)
            for _ in range(ROUNDS):
                for name, words in commands(video, answer).items():
                    wall, processor = timed(words, share)
                    known = points.setdefault(name, {}).get(seconds, (wall, processor))
                    points[name][seconds] = (min(wall, known[0]), min(processor, known[1]))
                    print(f"{name} {seconds} s: {wall:.2f} s wall, {processor:.2f} s processor", flush=True)
    steps = {}
    for name, found in points.items():
        (short, long) = (found[seconds][0] for seconds in SECONDS)
        each = max(0, (long - short) / (RATE * (SECONDS[1] - SECONDS[0])))
        steps[name] = {"fixed": round(max(0, short - each * RATE * SECONDS[0]), 3), "perFrame": round(each, 7),
                       "processorSeconds": round(found[SECONDS[1]][1], 2)}
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")),
                 platform.machine())
    result = {"date": datetime.date.today().isoformat(), "machine": f"{model}, {os.cpu_count()} cores",
              "load": round(os.getloadavg()[2], 1), "clip": "1080p, 30 frames a second, three faces on every frame",
              "megabytes": MEGABYTES, "cores": round(CORES, 2), "steps": steps}
    (WORK / "measured.json").write_text(json.dumps(result, indent=2) + "\n")


main()
