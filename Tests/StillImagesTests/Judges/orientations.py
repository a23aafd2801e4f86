"""Stores a photograph in all eight EXIF orientations, so that it is displayed alike, by Pillow.

  orientations.py PHOTOGRAPH FOLDER      1.jpg to 8.jpg
"""
import pathlib
import sys

from PIL import Image

# How the stored pixels follow from the displayed ones: the inverse of what a viewer does.
STORED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}

with Image.open(sys.argv[1]) as photograph:
    for value in range(1, 9):
        stored = photograph.transpose(STORED[value]) if value in STORED else photograph.copy()
        tags = Image.Exif()
        tags[0x0112] = value
        stored.save(pathlib.Path(sys.argv[2]) / f"{value}.jpg", quality=92, exif=tags)
