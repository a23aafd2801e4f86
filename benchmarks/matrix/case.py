"""One line of the matrix."""

from __future__ import annotations

from dataclasses import dataclass

from recipe import Recipe

# The box that is hidden, in ratios of the displayed picture.
BOX = {"Left": 0.6, "Top": 0.25, "Width": 0.25, "Height": 0.4}
# Every value of a tag that must not be in a result holds this.
SECRET = "NobodyMayReadThis"


@dataclass(frozen=True)
class Case:
    name: str
    recipe: Recipe
    to: str = "mp4"
    # whole: the result is whole; refused: there is none, and the message says why and what to do; either
    expect: str = "whole"
    options: tuple[str, ...] = ()
    stdin: bool = False
    # What a refusal, or a note of the summary, must name (a regular expression, any case).
    says: str = ""
    notes: str = ""
    # Frames are at n / rate, whatever ffprobe makes of the input; there are so many.
    rate: str = ""
    frames: int = 0
    # Times of the input mean nothing; those of the result must grow.
    only_order: bool = False
    # Two recordings behind one another.
    joined: bool = False
    codec: str = ""
    # How chroma is sampled and the bits of a sample, where a note says that this changes.
    pixels: str = ""
    psnr: float = 38
    without_sound: bool = False
    without_texts: bool = False
    keeps: frozenset[str] = frozenset()
    # What the result's container has no place for, and a note names: title, language, chapters, fields.
    unsaid: frozenset[str] = frozenset()

    @property
    def ending(self) -> str:
        return self.recipe.ending
