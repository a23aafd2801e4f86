"""Few lines in which any two of container, video, sound and peculiarity meet, as far as they can."""

from __future__ import annotations

from itertools import combinations, product

from case import Case
from coding import AAC, AC3, BT709, FLAC, OPUS, colours, h264, hevc, vp9
from recipe import clip

# Ways from input to output.
CONTAINERS = {"mp4": ("mp4", "mp4"), "mov": ("mov", "mov"), "mkv": ("mkv", "mkv"), "mkv-to-mp4": ("mkv", "mp4"),
              "ts-to-mp4": ("ts", "mp4")}
VIDEOS = {"h264": h264, "hevc10": lambda *more: hevc("yuv420p10le", *more, tag=""),
          "full-range": lambda *more: h264("yuvj420p", *colours(span="pc"), *more), "vp9": vp9}
SOUNDS = {"aac": (AAC,), "ac3": (AC3,), "opus": (OPUS,), "flac": (FLAC,), "two": (AAC, AC3)}
PECULIARITIES = ("plain", "variable", "late-sound", "tagged", "pixel-shape")
LIMIT = 20


def _fits(container: str, video: str, sound: str, peculiarity: str) -> bool:
    ending, to = CONTAINERS[container]
    if "flac" in sound and (ending != "mkv" or to != "mkv"):
        return False
    if "opus" in sound and ending in ("mov", "ts"):
        return False
    return not (video == "vp9" and ending in ("mov", "ts"))


def table() -> list[Case]:
    """Greedily takes what meets most pairs that have not met."""
    factors = (CONTAINERS, VIDEOS, SOUNDS, PECULIARITIES)
    able = [chosen for chosen in product(*factors) if _fits(*chosen)]
    left = set().union(*(_pairs(chosen) for chosen in able))
    lines = []
    while left and len(lines) < LIMIT:
        best = max(able, key=lambda chosen: len(_pairs(chosen) & left))
        left -= _pairs(best)
        lines.append(_case(*best))
    return lines


def _pairs(chosen: tuple) -> set:
    return set(combinations(enumerate(chosen), 2))


def _case(container: str, video: str, sound: str, peculiarity: str) -> Case:
    ending, to = CONTAINERS[container]
    filters = {"variable": "select='not(eq(mod(n,5),3))'", "pixel-shape": "setsar=16/11"}.get(peculiarity, "")
    after = {"variable": ("-fps_mode", "vfr")}.get(peculiarity, ())
    coding = VIDEOS[video]("yuv420p", *BT709) if (peculiarity, video) == ("tagged", "vp9") else VIDEOS[video]()
    if peculiarity == "tagged" and video in ("h264", "hevc10"):
        coding = (*coding, *BT709)
    if "hevc" in video and ending in ("mp4", "mov"):
        coding = (*coding, "-tag:v", "hvc1")
    sounds = SOUNDS[sound]
    if peculiarity == "late-sound":
        sounds = tuple(one.late(0.3) for one in sounds)
    return Case("-".join(("pair", container, video, sound, peculiarity)),
                clip(ending, coding, *sounds, filters=filters, after=after), to=to)
