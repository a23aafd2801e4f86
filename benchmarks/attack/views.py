"""What the attacker sees: the middle of the redaction box on each frame, in one size, at the place of the given box."""

import cv2
import numpy as np

from stage import FRAMES

# The part that is cut out: the box enlarged by GROWTH on each side. The margin of a redaction box is twice as large
# and more, so nothing beyond it is seen.
GROWTH = 0.1
COLUMNS, ROWS = 80, 96


class Views:
    """pixels: clip, frame, row, column, channel; people, pictures and is_known: of each clip."""

    def __init__(self, stage, video, pictures):
        self.pixels = np.zeros((len(stage.clips), FRAMES, ROWS, COLUMNS, 3), np.uint8)
        numbers = {id(clip): number for number, clip in enumerate(stage.clips)}
        for clip, frame, picture in stage.frames(video):
            self.pixels[numbers[id(clip)], frame] = cut_out(picture, clip.box(frame))
        self.pictures = np.array([clip.picture for clip in stage.clips])
        self.people = np.array([pictures[index].person for index in self.pictures])
        self.is_known = np.array([pictures[index].is_known for index in self.pictures])

    @property
    def count(self):
        return self.people.max() + 1

    def flat(self, clips, frame, size):
        """Rows of numbers: the clips' views on a frame, reduced to `size` (columns, rows)."""
        return flatten(self.pixels[clips, frame], size)


def cut_out(frame, box):
    left, top, width, height = box
    across, down = COLUMNS / (width * (1 + 2 * GROWTH)), ROWS / (height * (1 + 2 * GROWTH))
    move = np.float32([[across, 0, COLUMNS / 2 - across * (left + width / 2)],
                       [0, down, ROWS / 2 - down * (top + height / 2)]])
    return cv2.warpAffine(frame, move, (COLUMNS, ROWS), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def flatten(images, size):
    return np.array([cv2.resize(image, size, interpolation=cv2.INTER_AREA).ravel() for image in images],
                    np.float64) / 255
