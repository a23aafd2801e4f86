"""Are the pictures those of the input: how many, when, how large, how described?"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Iterator

from case import Case
from movie import UNTAGGED, Movie

COLOURS = ("color_range", "color_space", "color_transfer", "color_primaries")
MILLISECONDS = ("mkv", "webm")


def grain(ending: str) -> float:
    """The finest span that the container keeps."""
    return 0.00101 if ending in MILLISECONDS else 0.00005


def judge_times(case: Case, old: Movie, new: Movie) -> Iterator[str]:
    wanted, found = old.times, new.times
    if case.rate:
        wanted = [Fraction(n) / Fraction(case.rate) for n in range(case.frames or len(wanted))]
    if len(wanted) != len(found):
        yield f"{len(found)} frames instead of {len(wanted)}"
        return
    if any(b <= a for a, b in zip(found, found[1:])):
        yield "frame times do not grow"
    if case.only_order:
        return
    off = [(abs((b - found[0]) - (a - wanted[0])), n) for n, (a, b) in enumerate(zip(wanted, found))]
    worst, n = max(off)
    # A frame of no length is shown for a tick, so that times grow.
    fine = grain(case.to) + (0.0005 if len(set(wanted)) < len(wanted) else 0)
    if worst > fine:
        yield f"frame {n} is {float(worst) * 1000:.2f} ms off, {sum(o > fine for o, _ in off)} frames are"


def judge_lengths(case: Case, old: Movie, new: Movie) -> Iterator[str]:
    """The end of the pictures, and what the header says of the whole."""
    if case.only_order:
        return
    span = old.times[-1] - old.times[0]
    frame = float(span / (len(old.times) - 1)) if len(old.times) > 1 else 0.1
    if case.rate:
        frame = float(1 / Fraction(case.rate))
    exact = case.ending in ("mp4", "mov", "3gp") and case.to in ("mp4", "mov", "m4v") and not case.rate
    end = float(new.video.end() - new.times[0])
    if case.rate:
        wanted = [float(len(old.times) / Fraction(case.rate))]
    else:
        wanted = [float(old.video.end() - zero) for zero in old.zeros]
    lists = [movie.video.stream.get("duration", "") for movie in (old, new)]
    if lists[0] == lists[1] and exact:  # ffprobe's lengths of packets are less true than the tables
        return
    if min(abs(end - one) for one in wanted) > (0.00101 if exact else frame + 0.002):
        yield f"pictures end at {end:.3f} s instead of {wanted[0]:.3f}"
    claimed = float(new.format.get("duration", "nan"))
    starts = [track.start() for track in new.tracks if track.start() is not None]
    actual = float(max(track.end() for track in new.tracks if track.packets) - min(starts))
    late = float(max(Fraction(0), min(starts)))
    if not min(abs(claimed - actual), abs(claimed - actual - late)) <= frame + 0.1:
        yield f"the header says {claimed:.3f} s, the tracks last {actual:.3f}"


def judge_shape(case: Case, old: Movie, new: Movie) -> Iterator[str]:
    for name in ("width", "height"):
        sizes = [{frame.get(name) for frame in movie.frames} for movie in (old, new)]
        if sizes[0] != sizes[1]:
            yield f"{name} {sizes[1]} instead of {sizes[0]}"
    ratios = [movie.video.stream.get("sample_aspect_ratio", "1:1") for movie in (old, new)]
    ratios = ["1:1" if ratio == "0:1" else ratio for ratio in ratios]
    if ratios[0] != ratios[1]:
        yield f"pixel shape {ratios[1]} instead of {ratios[0]}"
    matrices = [matrix(movie) for movie in (old, new)]
    if matrices[0] != matrices[1]:
        yield f"display matrix {matrices[1]} instead of {matrices[0]}"


def matrix(movie: Movie) -> tuple:
    """Rotation and mirroring, without the place of the picture."""
    for data in movie.video.stream.get("side_data_list", []):
        if "displaymatrix" in data:
            numbers = [int(n) for n in re.findall(r"-?\d+", re.sub(r"\d+:", "", data["displaymatrix"]))]
            return tuple(n // 65536 for n in (numbers[0], numbers[1], numbers[3], numbers[4]))
    return (1, 0, 0, 1)


def judge_colour(case: Case, old: Movie, new: Movie) -> Iterator[str]:
    for name in COLOURS:
        if pixel_class(old)[0] == "rgb" and name in ("color_space", "color_range"):
            continue
        values = [colour(movie, name) for movie in (old, new)]
        if name == "color_range":  # what says nothing is limited, by H.264's and HEVC's own rule
            values = [value or "tv" for value in values]
        if values[0] != values[1]:
            yield f"{name} {values[1]} instead of {values[0]}"
    places = [movie.video.stream.get("chroma_location") for movie in (old, new)]
    places = ["left" if place in UNTAGGED else place for place in places]
    if places[0] != places[1] and pixel_class(old)[0] == "420":
        yield f"chroma_location {places[1]} instead of {places[0]}"
    kinds = [case.pixels or " ".join(pixel_class(old)), " ".join(pixel_class(new))]
    if kinds[0] != kinds[1]:
        yield f"pixels {kinds[1]} instead of {kinds[0]}"


def colour(movie: Movie, name: str) -> str | None:
    value = movie.video.stream.get(name)
    if name == "color_range" and movie.video.stream.get("pix_fmt", "").startswith("yuvj"):
        return "pc"
    return None if value in UNTAGGED else value


def pixel_class(movie: Movie) -> tuple[str, str]:
    """How chroma is sampled and the bits of a sample."""
    name = movie.video.stream.get("pix_fmt", "")
    if name.startswith("gray"):
        return "gray", f"{re.sub('[^0-9]', '', name) or 8} bit"
    if planar := re.match(r"yuvj?(a?)(4\d\d)p(\d*)", name):
        return planar[2], f"{planar[3] or 8} bit"
    if name in ("rgb24", "bgr0", "bgra", "rgba", "gbrp"):
        return "rgb", "8 bit"
    return {"nv12": ("420", "8 bit"), "p010le": ("420", "10 bit")}.get(name, (name, ""))


def judge_fields(case: Case, old: Movie, new: Movie) -> Iterator[str]:
    if "fields" in case.unsaid:
        return
    kinds = []
    for movie in (old, new):
        flags = {(f.get("interlaced_frame", 0), f.get("top_field_first", 0) * f.get("interlaced_frame", 0))
                 for f in movie.frames}
        kinds.append(sorted(flags))
    if kinds[0] != kinds[1]:
        yield f"fields (interlaced, top first) {kinds[1]} instead of {kinds[0]}"


def judge_light(case: Case, old: Movie, new: Movie) -> Iterator[str]:
    for kind in ("Mastering display metadata", "Content light level metadata"):
        values = [_light(movie, kind) for movie in (old, new)]
        if values[0] != values[1]:
            yield f"{kind}: {values[1]} instead of {values[0]}"


def _light(movie: Movie, kind: str) -> dict | None:
    lists = [movie.video.stream.get("side_data_list", []), movie.frames[0].get("side_data_list", [])]
    for data in (one for side in lists for one in side if one.get("side_data_type") == kind):
        return {name: round(float(Fraction(str(value))), 4) for name, value in data.items() if name != "side_data_type"}
    return None


def judge_captions(case: Case, old: Movie, new: Movie) -> Iterator[str]:
    counts = [sum("Closed Captions" in str(frame.get("side_data_list", "")) for frame in movie.frames)
              for movie in (old, new)]
    if counts[0] != counts[1] and not case.notes:
        yield f"closed captions on {counts[1]} frames instead of {counts[0]}"


def judge_coding(case: Case, old: Movie, new: Movie) -> Iterator[str]:
    stream = new.video.stream
    if len(new.of("video")) != 1:
        yield f"{len(new.of('video'))} videos"
    wanted = case.codec
    if not wanted and case.to != "webm" and pixel_class(old)[0] == "420":
        wanted = "h264" if pixel_class(old)[1] == "8 bit" else "hevc"
    if wanted and stream["codec_name"] != wanted:
        yield f"coded as {stream['codec_name']} {stream.get('profile', '')} instead of {wanted}"
    if stream["codec_name"] == "hevc" and case.to in ("mp4", "mov") and stream["codec_tag_string"] != "hvc1":
        yield f"tagged {stream['codec_tag_string']} instead of hvc1"
