"""Makes a photograph in other formats, and takes the last frame out of an image, by Pillow and pillow-heif.

  formats.py make PHOTOGRAPH FOLDER ENDING      a.ENDING; palette.* has 256 colours, animated.* three frames
  formats.py frame FILE FRAME.png
"""
import pathlib
import sys

import pillow_heif
from PIL import Image

pillow_heif.register_heif_opener()
if sys.argv[1] == "make":
    photograph, ending = Image.open(sys.argv[2]).convert("RGB"), sys.argv[4]
    path = pathlib.Path(sys.argv[3]) / f"a.{ending}"
    if ending.startswith("palette") or ending.endswith("gif"):
        photograph = photograph.quantize(250)
    if ending.startswith("animated"):
        photograph.save(path, save_all=True, append_images=[photograph, photograph.copy()], duration=[100, 200, 300])
    else:
        photograph.save(path, **({"quality": 90} if ending in ("webp", "heic", "avif") else {}))
else:
    with Image.open(sys.argv[2]) as image:
        image.seek(getattr(image, "n_frames", 1) - 1)
        image.convert("RGB").save(sys.argv[3])
