"""Do the masks hide all of each face? The boxes are those of `frameveil track`, which computes them as `blur` does."""

import sys

from faces import face_size
from stage import FRAMES


def check_masks(program, stage, folder):
    """Exits if a face pixel is outside its box; returns the median longer side of the boxes in pixels."""
    path = folder / "masks.txt"
    program.track(stage, path)
    columns, rows = face_size()
    sides, covered = [], set()
    for line in path.read_text().splitlines():
        number, _, left, top, width, height = (int(float(value)) for value in line.split(",")[:6])
        clip, frame = stage.clips[(number - 1) // FRAMES], (number - 1) % FRAMES
        x, y = clip.centres[frame]
        if left <= x - columns / 2 and x + columns / 2 <= left + width:
            if top <= y - rows / 2 and y + rows / 2 <= top + height:
                covered.add(number)
                sides.append(max(width, height))
    if missing := stage.frame_count - len(covered):
        sys.exit(f"on {missing} of {stage.frame_count} frames the box leaves a part of the face visible")
    return sorted(sides)[len(sides) // 2]
