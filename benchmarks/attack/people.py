"""The people and pictures of a set: a folder for each person."""

import random
import sys
from dataclasses import dataclass
from pathlib import Path

ENDINGS = {".jpg", ".jpeg", ".png", ".pgm", ".ppm", ".bmp", ".gif", ".webp", ".tif", ".tiff"}


@dataclass(frozen=True)
class Picture:
    person: int
    path: Path
    is_known: bool  # the attacker knows whose picture it is


def choose_people(folder, limit, least, seed):
    """The pictures of each of `limit` people who have `least` of them."""
    enough, few = [], []
    for place in sorted(path for path in Path(folder).iterdir() if path.is_dir()):
        files = sorted(path for path in place.iterdir() if path.suffix.lower() in ENDINGS)
        (enough if len(files) >= least else few).append((place.name, files))
    if few:
        print(f"{len(few)} people with fewer than {least} pictures are left out", file=sys.stderr)
    if len(enough) < 2:
        sys.exit(f"{folder} has no two people with {least} pictures: it needs a folder for each person")
    return [files for _, files in sorted(random.Random(seed).sample(enough, min(limit, len(enough))))]


def draw_pictures(people, known, unknown, seed):
    """`known` pictures of each person that the attacker knows, and `unknown` others that are to be named."""
    dice, pictures = random.Random(seed), []
    for person, files in enumerate(people):
        some = dice.sample(files, known + unknown)
        pictures += [Picture(person, path, order < known) for order, path in enumerate(some)]
    return pictures
