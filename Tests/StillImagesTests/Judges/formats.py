"""Makes a photograph in other formats, and takes the last frame out of an image, by Pillow and pillow-heif.

  formats.py make PHOTOGRAPH FOLDER ENDING      a.ENDING; palette.* has 256 colours, animated.* three frames
  formats.py frame FILE FRAME.png
  formats.py pages FILE WIDTH HEIGHT            a red, a green and a blue page
  formats.py white FILE X Y X Y                 prints for each page whether these pixels are white
"""
import json
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
elif sys.argv[1] == "pages":
    first, *others = [Image.new("RGB", (int(sys.argv[3]), int(sys.argv[4])), colour) for colour in ("red", "green", "blue")]
    first.save(sys.argv[2], save_all=True, append_images=others)
elif sys.argv[1] == "white":
    places = [int(word) for word in sys.argv[3:]]
    seen = []
    with Image.open(sys.argv[2]) as image:
        for page in range(image.n_frames):
            image.seek(page)
            pixels = [image.convert("RGB").getpixel(place) for place in zip(places[::2], places[1::2])]
            seen.append([min(pixel) > 240 for pixel in pixels])
    print(json.dumps(seen))
else:
    with Image.open(sys.argv[2]) as image:
        image.seek(getattr(image, "n_frames", 1) - 1)
        image.convert("RGB").save(sys.argv[3])
