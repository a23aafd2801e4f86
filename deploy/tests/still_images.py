"""Still images for deploy/check-image, by Pillow and libheif.

    still_images.py write VIDEO FOLDER        writes a frame as FOLDER/still.jpg, .png, .webp, .tif, .gif, .heic and .avif
    still_images.py compare ORIGINAL HIDDEN   fails unless both have one size and regions of the second one are dark
"""
import subprocess
import sys

import pillow_heif
from PIL import Image

pillow_heif.register_heif_opener()
try:
    pillow_heif.register_avif_opener()
except AttributeError:
    # Pillow itself has AVIF.
    pass


def write(video, folder):
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", video, "-frames:v", "1", f"{folder}/still.png"], check=True)
    with Image.open(f"{folder}/still.png") as frame:
        for ending in ("jpg", "webp", "tif", "gif", "heic", "avif"):
            frame.convert("RGB").save(f"{folder}/still.{ending}")


def compare(original, hidden):
    with Image.open(original) as before, Image.open(hidden) as after:
        if before.size != after.size or before.format != after.format:
            sys.exit(f"{hidden}: {after.format} of {after.size}, not {before.format} of {before.size}")
        dark = [image.convert("L").point(lambda value: 255 * (value < 60)).histogram()[255] for image in (before, after)]
        if dark[1] - dark[0] < 1000:
            sys.exit(f"{hidden}: nothing is hidden")
        print(f"{after.format}, {dark[1] - dark[0]} pixels hidden")


{"write": write, "compare": compare}[sys.argv[1]](*sys.argv[2:])
