"""Reviews a long clip by keys alone, in headless Chromium; see benchmarks/review/run."""

import argparse
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

PROGRAM = ".build/release/frameveil"
BROWSER = [".build/browser-judges/bin/python", "Tests/Stack/review-page", "crowd"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clip", type=Path)
    parser.add_argument("folder", type=Path, help="of the screenshots, the edits and the result; is emptied")
    given = parser.parse_args()
    shutil.rmtree(given.folder, ignore_errors=True)
    given.folder.mkdir(parents=True)
    start = time.monotonic()
    program = subprocess.Popen(
        [PROGRAM, "review", given.clip, "-o", given.folder / "hidden.mp4", "--edits", given.folder / "clip.edits.json",
         "--no-open"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        url = program.stdout.readline().strip()
        told = next((line for line in program.stderr if "ready: " in line), None)
        if told is None:
            sys.exit(f"frameveil review ended with {program.wait()}")
        print(f"detected and tracked in {time.monotonic() - start:.0f} s", flush=True)
        seen = json.loads(subprocess.run([*BROWSER, url, given.folder], stdout=subprocess.PIPE, check=True).stdout)
    finally:
        program.terminate()
        program.wait()
    report = json.loads((given.folder / "hidden.report.json").read_text())
    tell(seen, report)
    if seen["wrong"] or report["review"]["required"]:
        sys.exit(f"wrong: {seen['wrong']}, {report['review']}")


def tell(seen, report):
    times, reused = seen["seconds"], report["summary"]["reused"]
    print(f"{seen['people']} people, {seen['weakSpots']} weak spots, {seen['found']} faces visible in the result")
    print(f"{seen['strokes']} keys beside the name until signed, {seen['strokesAgain']} for the change, its look and signature")
    print(f"followed a box in {times['follow']} s, showed the real effect in {times['picture']} s")
    print(f"rendered in {times['render']['render']} s, verified in {times['render']['verify']} s")
    print(f"after one change: rendered in {times['renderAgain']['render']} s "
          f"({reused['copiedFrames']} of {report['summary']['frames']} frames copied from the result before), "
          f"verified in {times['renderAgain']['verify']} s")


main()
