"""Makes JPEG files of many variants, and compares changed ones with their sources, by libjpeg 6b (jpeglib) and Pillow.

  jpeg.py make FOLDER WIDTH HEIGHT
  jpeg.py cmyk|rgb FILE
  jpeg.py compare FOLDER LEFT TOP RIGHT BOTTOM

`compare` compares each NAME in a folder with changed-NAME and prints JSON by name: the blocks whose coefficients differ inside and outside the MCUs that the rectangle of pixels
touches, by component, and what of the file's structure differs.
"""
import json
import pathlib
import struct
import subprocess
import sys

import jpeglib
import numpy
from PIL import Image


def markers(path):
    """The marker segments up to the first scan, and the headers of all scans."""
    data = pathlib.Path(path).read_bytes()
    place, found = 2, []
    while place < len(data) - 1:
        if data[place] != 0xFF or data[place + 1] in (0x00, 0xFF, *range(0xD0, 0xD8)):
            place += 1
            continue
        marker = data[place + 1]
        if marker == 0xD9:
            break
        length = struct.unpack(">H", data[place + 2:place + 4])[0]
        found.append((marker, data[place + 4:place + 2 + length]))
        place += 2 + length
    return found


def structure(path):
    """What must stay: the frame header, the quantisation tables, the restart interval, the scan headers."""
    found = markers(path)
    tables = b"".join(content for marker, content in found if marker == 0xDB)
    return {
        "frame": [(m, c.hex()) for m, c in found if 0xC0 <= m <= 0xCF and m not in (0xC4, 0xC8, 0xCC)],
        "tables": sorted(tables[place:place + 65].hex() for place in range(0, len(tables), 65)),
        "restart": [c.hex() for m, c in found if m == 0xDD],
        # Which Huffman table a scan names may change.
        "scans": [(c[0], c[1:1 + 2 * c[0]:2].hex(), c[1 + 2 * c[0]:].hex()) for m, c in found if m == 0xDA],
    }


def compare(source, result, box):
    before, after = jpeglib.read_dct(source), jpeglib.read_dct(result)
    factors = before.samp_factor
    unit = [8 * max(f[axis] for f in factors) for axis in (0, 1)]
    inside, outside = [], []
    for name, factor in zip(("Y", "Cb", "Cr"), factors):
        first, second = getattr(before, name), getattr(after, name)
        if first is None:
            continue
        differs = (first != second).any(axis=(2, 3))
        touched = numpy.zeros_like(differs)
        rows, columns = ([box[i] // unit[axis] * factor[axis], ((box[i + 2] - 1) // unit[axis] + 1) * factor[axis]]
                         for axis, i in ((0, 1), (1, 0)))
        touched[rows[0]:rows[1], columns[0]:columns[1]] = True
        inside.append(int((differs & touched).sum()))
        outside.append(int((differs & ~touched).sum()))
    one, other = structure(source), structure(result)
    return {"inside": inside, "outside": outside, "changed": [key for key in one if one[key] != other[key]]}


def make(folder, width, height):
    folder = pathlib.Path(folder)
    y, x = numpy.mgrid[0:height, 0:width]
    chance = numpy.random.default_rng(7)
    colours = [(127 + 100 * numpy.sin(x / a + y / b) + chance.normal(0, 9, x.shape)) for a, b in ((9, 7), (5, 11), (13, 6))]
    picture = Image.fromarray(numpy.clip(numpy.stack(colours, -1), 0, 255).astype("uint8"))
    for name, options in {
        "420": {"subsampling": "4:2:0"}, "422": {"subsampling": "4:2:2"}, "444": {"subsampling": "4:4:4"},
        "optimised": {"subsampling": "4:2:0", "optimize": True}, "coarse": {"quality": 20}, "fine": {"quality": 100},
        "progressive420": {"subsampling": "4:2:0", "progressive": True},
        "progressive444": {"subsampling": "4:4:4", "progressive": True},
        "restart-blocks": {"restart_marker_blocks": 3}, "restart-rows": {"restart_marker_rows": 1},
        "restart-progressive": {"restart_marker_rows": 1, "progressive": True},
    }.items():
        picture.save(folder / f"{name}.jpg", **{"quality": 85} | options)
    picture.convert("L").save(folder / "grey.jpg", quality=85)
    picture.convert("L").save(folder / "grey-progressive.jpg", quality=85, progressive=True)
    picture.save(folder / "source.png")
    tall = jpeglib.from_spatial(numpy.asarray(picture))
    tall.samp_factor = "4:4:0"
    tall.write_spatial(str(folder / "440.jpg"), qt=85)
    # ffmpeg states the sampling factors of luma for chroma, too, in yuvj440p.
    for name, form in {"444-factors": "yuvj440p", "411": "yuvj411p"}.items():
        subprocess.run(["ffmpeg", "-v", "error", "-i", folder / "source.png", "-pix_fmt", form, folder / f"{name}.jpg"],
                       check=True)
    (folder / "source.png").unlink()


if sys.argv[1] == "cmyk":
    Image.new("CMYK", (40, 30), (9, 90, 200, 30)).save(sys.argv[2])
elif sys.argv[1] == "rgb":
    Image.new("RGB", (40, 30), (9, 90, 200)).save(sys.argv[2], keep_rgb=True)
elif sys.argv[1] == "make":
    make(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
else:
    box = [int(word) for word in sys.argv[3:7]]
    results = pathlib.Path(sys.argv[2]).glob("changed-*")
    print(json.dumps({
        path.name.removeprefix("changed-"): compare(str(path).replace("changed-", ""), str(path), box)
        for path in results}))
