"""Runs the program on one line's input."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from case import BOX, Case

PATIENCE = 120  # seconds until a run counts as one that never ends


@dataclass
class Outcome:
    code: int
    message: str
    output: Path
    seconds: float
    megabytes: float
    summary: dict = field(default_factory=dict)


def run(binary: Path, case: Case, source: Path, folder: Path) -> Outcome:
    detections = folder / "detections.json"
    detections.write_text(json.dumps(answer(case.recipe.seconds)))
    output = folder / f"output.{case.to}"
    command = [str(binary), "blur", "-" if case.stdin else str(source), "-d", str(detections), "-o", str(output),
               "--json", "--effect", "solid", "--guide", "off", *case.options]
    texts = [folder / "stdout", folder / "stderr"]
    began = time.monotonic()
    with open(texts[0], "wb") as out, open(texts[1], "wb") as err, \
            open(source if case.stdin else os.devnull, "rb") as given:
        child = subprocess.Popen(command, stdin=given, stdout=out, stderr=err)
        late = threading.Timer(PATIENCE, child.kill)
        late.start()
        _, status, usage = os.wait4(child.pid, 0)
        late.cancel()
        child.returncode = os.waitstatus_to_exitcode(status)
    said = texts[1].read_text(errors="replace").strip()
    code = child.returncode
    if code == -signal.SIGKILL:
        said = f"did not end within {PATIENCE} s\n{said}"
    try:
        summary = json.loads(texts[0].read_text() or "{}")
    except ValueError:
        summary = {}
    return Outcome(code, said, output, time.monotonic() - began, usage.ru_maxrss / 1024, summary)


def answer(seconds: float) -> dict:
    """Rekognition's answer with one box that stands still, to the last frame."""
    step = 500 if seconds < 100 else 5000
    return {"JobStatus": "SUCCEEDED", "Faces": [
        {"Timestamp": at, "Face": {"BoundingBox": BOX, "Confidence": 99.9}}
        for at in range(0, max(1, int(seconds * 1000)), step)]}
