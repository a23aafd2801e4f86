"""Are the pixels outside the hidden box those of the input, and those inside it gone?"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Iterator

from case import BOX, Case
from movie import Movie
from picture import pixel_class

# Of the displayed picture: the left part is far from the box; the core is well inside it.
OUTSIDE = "iw*0.4:ih:0:0"
CORE = (f"max(2\\,iw*{BOX['Width'] * 0.6}):max(2\\,ih*{BOX['Height'] * 0.6})"
        f":iw*{BOX['Left'] + BOX['Width'] * 0.2}:ih*{BOX['Top'] + BOX['Height'] * 0.2}")


class Pixels:
    """The worst frame's PSNR outside the box, in decibels, of luma and of chroma; the best inside."""

    def __init__(self, old: Movie, new: Movie):
        self.luma, self.chroma, self.inside = 99.0, 99.0, 0.0
        self.frames = 0
        with TemporaryDirectory() as folder:
            self._compare(old, new, Path(folder))

    def _compare(self, old: Movie, new: Movie, folder: Path) -> None:
        pixels = "gbrp" if pixel_class(old)[0] == "rgb" else old.video.stream.get("pix_fmt", "yuv420p")
        streams = [f"{n}:{movie.video.stream['index']}" for n, movie in enumerate((old, new))]
        graph = ""
        for n, stream in enumerate(streams):
            graph += (f"[{stream}]setpts=N/25/TB,settb=1/25,format={pixels},split[a{n}][b{n}];"
                      f"[a{n}]crop={OUTSIDE}[o{n}];[b{n}]crop={CORE}[i{n}];")
        graph += "[o0][o1]psnr=f=outside[p];[i0][i1]psnr=f=inside[q]"
        command = ["ffmpeg", "-nostdin", "-v", "error", "-i", str(old.path.absolute()), "-i",
                   str(new.path.absolute()), "-filter_complex", graph, "-map", "[p]", "-map", "[q]",
                   "-fps_mode", "passthrough", "-f", "null", "-"]
        ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", timeout=300)
        outside, inside = folder / "outside", folder / "inside"
        if not outside.exists() or not outside.read_text():
            raise RuntimeError(f"ffmpeg cannot compare pixels: {ended.stderr[-300:]}")
        for line in outside.read_text().splitlines():
            self.frames += 1
            values = {k: float(v) for k, v in re.findall(r"psnr_(\w+):(\S+)", line)}
            self.luma = min(self.luma, values.get("y", values["avg"]))
            self.chroma = min(self.chroma, values.get("u", 99), values.get("v", 99))
        best = [float(value) for value in re.findall(r"psnr_avg:(\S+)", inside.read_text())]
        self.inside = max(best, default=99.0)


def judge_pixels(case: Case, pixels: Pixels) -> Iterator[str]:
    if case.joined:
        # The answer is of the first part only, and pictures at the seam are damaged: hidden whole.
        return
    if pixels.luma < case.psnr or pixels.chroma < case.psnr - 2:
        yield f"outside the box {pixels.luma:.1f} dB of luma and {pixels.chroma:.1f} of chroma on the worst frame"
    if pixels.inside > 25:
        yield f"the box is not hidden on every frame: {pixels.inside:.1f} dB"
