"""TIFF files for tests, and how Pillow and tifffile see them.

    tiff.py make FOLDER      writes sources of all variants
    tiff.py judge CASES      compares; CASES is a JSON file of [source, result, boxes, slack]

The boxes of a case are for each page null or [x, y, width, height, [r, g, b]] in pixels as stored. A judgement fails if
a pixel outside of a page's box differs from the source, if the box does not have the colour, or if a tag that says how
the pages are displayed or stored has another value. With JPEG, the blocks that the box touches may differ.
"""
import io
import json
import pathlib
import sys

import numpy as np
import tifffile
from PIL import Image, ImageCms, ImageOps, TiffImagePlugin

SIZE = (75, 53)
ICC = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
# Tags that stay: the structure, and what displaying needs.
KEPT = [
    254, 256, 257, 258, 259, 262, 266, 274, 277, 278, 282, 283, 284, 286, 287, 292, 293, 296, 297, 301, 317, 318, 319, 320,
    322, 323, 338, 339, 529, 530, 531, 532, 34675]
DEFAULTS = {254: 0, 266: 1, 274: 1, 278: None, 284: 1, 292: 0, 293: 0, 296: 2, 317: 1, 339: 1, 277: 1, 258: 1, 531: 1}
SECRETS = {270: "SECRET place", 271: "SECRETmaker", 305: "SECRET software", 306: "2026:01:01 SECRET", 315: "SECRET artist",
           33432: "SECRET owner", 700: b"<x:xmpmeta>SECRET</x:xmpmeta>", 285: "SECRET page", 65000: "SECRET tag"}


def noise(mode, seed):
    chance = np.random.default_rng(seed)
    depth = {"1": 1, "L": 1, "P": 1, "LA": 2, "RGB": 3, "RGBA": 4, "YCbCr": 3}[mode]
    values = chance.integers(0, 256, (SIZE[1], SIZE[0], depth), dtype=np.uint8)
    if mode == "1":
        return Image.fromarray(values[:, :, 0]).point(lambda value: 255 * (value > 127)).convert("1")
    if mode == "P":
        image = Image.fromarray(values[:, :, 0] % 200, "P")
        image.putpalette([int(value) for value in chance.integers(0, 256, 600)] + [0] * 168)
        return image
    return Image.fromarray(values[:, :, 0] if depth == 1 else values, mode)


def secret(**more):
    info = TiffImagePlugin.ImageFileDirectory_v2()
    for tag, value in SECRETS.items():
        info[tag] = value
        info.tagtype[tag] = 1 if tag == 700 else 2
    for tag, value in more.items():
        info[int(tag[1:])] = value
    return info


def by_pillow_writer(folder):
    modes = ["1", "L", "LA", "P", "RGB", "RGBA"]
    kinds = {"raw": modes, "packbits": modes, "tiff_lzw": modes, "tiff_adobe_deflate": modes, "tiff_deflate": modes,
             "zstd": modes, "lzma": ["RGB"], "group3": ["1"], "group4": ["1"], "tiff_ccitt": ["1"], "jpeg": ["L", "YCbCr"]}
    for kind, names in kinds.items():
        for mode in names:
            image = noise(mode, 1)
            if kind == "jpeg":
                image = image.resize((20, 14)).resize(SIZE)
            options = dict(compression=None if kind == "raw" else kind, tiffinfo=secret(_278=16), dpi=(300, 150))
            image.save(folder / f"pillow-{mode}-{kind}.tif", icc_profile=ICC, **options)
    for turn in range(1, 9):
        noise("RGB", turn).save(folder / f"turned-{turn}.tif", compression="tiff_lzw", tiffinfo=secret(_274=turn, _317=2))
    pages = [noise(mode, 3) for mode in ("RGB", "1", "L", "P")]
    pages[0].save(folder / "pages.tif", save_all=True, append_images=pages[1:], compression="tiff_lzw", tiffinfo=secret())
    pages = [noise("L", number) for number in range(18)]
    pages[0].save(folder / "many.tif", save_all=True, append_images=pages[1:], compression="packbits")
    noise("RGB", 4).save(folder / "big.tif", big_tiff=True, compression="tiff_lzw")
    noise("1", 4).save(
        folder / "group3-2d.tif", compression="group3", tiffinfo=secret(_292=5))


def by_tifffile_writer(folder):
    chance = np.random.default_rng(9)

    def values(shape, bits):
        return chance.integers(0, 1 << bits, (*shape,), dtype=np.uint8 if bits == 8 else np.uint16)

    plain, count = (SIZE[1], SIZE[0]), 0
    for order in "<>":
        for bits in (8, 16):
            for tiled in (None, (32, 48)):
                for planar in ("contig", "separate"):
                    for extra in ((), ("unassalpha",), ("assocalpha",)):
                        samples = 3 + len(extra)
                        data = values((samples, *plain) if planar == "separate" else (*plain, samples), bits)
                        name = f"rgb{samples}-{bits}-{planar}-{tiled and 'tiled'}-{'be' if order == '>' else 'le'}-{extra[:1]}"
                        tifffile.imwrite(
                            folder / f"{name}.tif".replace("'", "").replace("(", "").replace(")", "").replace(",", ""), data,
                            byteorder=order, photometric="rgb", planarconfig=planar, tile=tiled, extrasamples=extra,
                            compression=("zlib", None)[count % 2], predictor=count % 4 == 0, rowsperstrip=None if tiled else 10,
                            bigtiff=count % 3 == 0, description="SECRET", software="SECRET", metadata=None)
                        count += 1
    for bits in (8, 16):
        for kind in ("minisblack", "miniswhite"):
            tifffile.imwrite(folder / f"{kind}-{bits}.tif", values(plain, bits), photometric=kind, byteorder=">", metadata=None)
    grey = values(plain, 8)
    with tifffile.TiffWriter(folder / "reduced.tif") as file:
        file.write(grey, photometric="minisblack", metadata=None)
        file.write(grey[::4, ::4].copy(), photometric="minisblack", subfiletype=1, metadata=None)
    jpegs = []
    picture = noise("RGB", 5).resize((20, 14)).resize((96, 64))
    for y in range(0, 64, 32):
        for x in range(0, 96, 48):
            stream = io.BytesIO()
            picture.crop((x, y, x + 48, y + 32)).save(stream, "JPEG", subsampling=2)
            jpegs.append(stream.getvalue())
    # tifffile cannot write them without a package of its own.
    write(folder / "jpeg-tiled.tif", jpegs, {
        256: SIZE[0], 257: SIZE[1], 258: [8, 8, 8], 259: 7, 262: 6, 277: 3, 284: 1, 322: 48, 323: 32, 530: [2, 2]})


def of_few_bits(folder):
    """Tiles of 64 by 32 with values of one to four bits, in both orders of bits."""
    chance = np.random.default_rng(3)
    for bits in (1, 2, 4):
        blocks = [chance.integers(0, 256, 8 * bits * 32, dtype=np.uint8).tobytes() for _ in range(4)]
        tags = {256: SIZE[0], 257: SIZE[1], 258: bits, 259: 1, 277: 1, 322: 64, 323: 32}
        colours = [int(value) for value in chance.integers(0, 65536, 3 << bits)]
        for name, more in (("dark", {262: 0}), ("bright", {262: 1}), ("palette", {262: 3, 320: colours})):
            write(folder / f"{name}-{bits}.tif", blocks, {**tags, **more})
    write(folder / "reversed.tif", blocks[:2], {**tags, 258: 1, 262: 1, 266: 2, 322: 256})


def write(path, blocks, tags):
    """A TIFF of tiles that are compressed already, with tags of numbers."""
    text, offsets = b"II*\0\0\0\0\0", []
    for block in blocks:
        offsets.append(len(text))
        text += block + b"\0" * (len(block) % 2)
    entries = b""
    for tag, value in sorted({**tags, 324: offsets, 325: [len(block) for block in blocks]}.items()):
        kind = 4 if tag in (324, 325) else 3
        values = b"".join(number.to_bytes(4 if kind == 4 else 2, "little")
                          for number in (value if isinstance(value, list) else [value]))
        count = len(value) if isinstance(value, list) else 1
        if len(values) > 4:
            place, text = len(text), text + values
            values = place.to_bytes(4, "little")
        entries += tag.to_bytes(2, "little") + kind.to_bytes(2, "little") + count.to_bytes(4, "little") + values.ljust(4, b"\0")
    start = len(text)
    text += (len(entries) // 12).to_bytes(2, "little") + entries + bytes(4)
    path.write_bytes(text[:4] + start.to_bytes(4, "little") + text[8:])


def refused(folder):
    """Variants that are not supported."""
    noise("RGB", 6).convert("CMYK").save(folder / "refused CMYK.tif")
    noise("RGB", 6).convert("LAB").save(folder / "refused CIE L*a*b*.tif")
    noise("RGB", 6).save(folder / "refused neither grey nor YCbCr.tif", compression="jpeg")
    noise("YCbCr", 6).save(folder / "refused YCbCr without JPEG.tif")
    write(folder / "refused WebP.tif", [b"RIFF"], {
        256: 16, 257: 16, 258: [8, 8, 8], 259: 50001, 262: 2, 277: 3, 322: 16, 323: 16})
    grey = np.zeros((9, 9), np.float32)
    tifffile.imwrite(folder / "refused floating point.tif", grey, metadata=None)
    tifffile.imwrite(folder / "refused 32 bits a sample.tif", grey.astype(np.uint32), metadata=None)
    tifffile.imwrite(folder / "refused signed.tif", grey.astype(np.int16), metadata=None)
    extra = np.zeros((9, 9, 5), np.uint8)
    tifffile.imwrite(folder / "refused 2 extra samples.tif", extra, photometric="rgb", planarconfig="contig", metadata=None)
    with tifffile.TiffWriter(folder / "refused SubIFDs.tif") as file:
        file.write(extra[:, :, 0].copy(), photometric="minisblack", subifds=1, metadata=None)
        file.write(extra[::3, ::3, 0].copy(), photometric="minisblack", subfiletype=1, metadata=None)
    with tifffile.TiffWriter(folder / "refused different orientations.tif") as file:
        for turn in (1, 6):
            file.write(extra[:, :, 0].copy(), photometric="minisblack", metadata=None, extratags=[(274, 3, 1, turn, True)])
    with tifffile.TiffWriter(folder / "refused transparency mask.tif") as file:
        file.write(extra[:, :, :3].copy(), photometric="rgb", metadata=None)
        file.write(extra[:, :, 0] > 3, photometric="mask", subfiletype=4, metadata=None)


def make(folder):
    folder = pathlib.Path(folder)
    by_pillow_writer(folder)
    by_tifffile_writer(folder)
    of_few_bits(folder)
    refused(folder)


def pages(path):
    """The samples and tags of each page, and who has read them."""
    found = []
    with tifffile.TiffFile(path) as file:
        for number, page in enumerate(file.pages):
            tags = {tag.code: tag.value for tag in page.tags.values()}
            tags = {code: plain(value) for code, value in tags.items()}
            if tags.get(254, 0) & 1:
                continue
            try:
                samples = page.asarray()
                if tags.get(284, 1) == 2 and samples.ndim == 3:
                    samples = np.moveaxis(samples, 0, 2)
            except (ValueError, RuntimeError, ImportError, tifffile.TiffFileError):
                samples = by_pillow(path, number)
            found.append((samples.reshape(samples.shape[0], samples.shape[1], -1).astype(int), tags))
    return found


def plain(value):
    """A tag's value without the types of numpy and of enumerations."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    return int(value) if hasattr(value, "value") else value


def by_pillow(path, number):
    """Samples as stored: Pillow turns pages as their orientation says."""
    with Image.open(path) as image:
        image.seek(number)
        turn = image.tag_v2.get(274, 1)
        samples = np.array(image)
    back = {5: 5, 6: 8, 7: 7, 8: 6}.get(turn, turn)
    exif = Image.Exif()
    exif[274] = back
    turned = Image.fromarray(samples.astype(np.uint8))
    turned.info["exif"] = exif.tobytes()
    turned._exif = None
    return np.array(ImageOps.exif_transpose(turned)).astype(int)


def bits_of(tags):
    bits = tags.get(258, 1)
    return bits if isinstance(bits, int) else bits[0]


def expected(colour, samples, tags, shape):
    red, green, blue = colour
    luma = 0.299 * red + 0.587 * green + 0.114 * blue
    bits = bits_of(tags)
    values = [luma] if shape < 3 else colour
    scale = 257 if bits == 16 else 1
    values = [value * scale for value in values]
    if tags[262] == 0 and bits >= 8:
        values = [255 * scale - value for value in values]
    if shape % 2 == 0:
        values.append(255 * scale)
    return np.array(values), 3 * scale


def judge(cases):
    for source, result, boxes, _ in json.loads(pathlib.Path(cases).read_text()):
        for problem in compared(source, result, boxes):
            print(f"{pathlib.Path(source).name}: {problem}")
    print("judged")


def compared(source, result, boxes):
    before, after = pages(source), pages(result)
    if pathlib.Path(source).read_bytes()[:4] != pathlib.Path(result).read_bytes()[:4]:
        yield "another byte order or size of offsets"
    if not len(before) == len(after) == len(boxes):
        yield f"{len(before)} pages became {len(after)}"
        return
    for number, ((old, tags), (new, others), box) in enumerate(zip(before, after, boxes)):
        for tag in KEPT:
            values = [kind.get(tag, DEFAULTS.get(tag)) for kind in (tags, others)]
            if tag == 278:
                values = [value if value is None else min(value, tags[257]) for value in values]
            if tag == 292 and tags[259] != 3 or tag == 278 and values[0] is None or (tag == 530 and values[0] is None):
                continue
            if values[0] != values[1] and not (tag in (529, 532) and values[0] is None):
                yield f"page {number}: tag {tag} {str(values[0])[:60]} became {str(values[1])[:60]}"
        more = set(others) - set(tags) - {278, 339, 262, 284, 277, 258, 254, 347}
        if more:
            yield f"page {number}: tags {more} are new"
        yield from compare_pixels(number, old, new, tags, box)


def compare_pixels(number, old, new, tags, box):
    if old.shape != new.shape:
        yield f"page {number}: {old.shape} became {new.shape}"
        return
    outside = np.ones(old.shape[:2], bool)
    if box:
        x, y, width, height, colour = box
        grown = 2 if tags[259] == 7 else 0
        left, top, right, bottom = x, y, x + width, y + height
        if grown:
            left, top, right, bottom = left // 16 * 16 - grown, top // 16 * 16 - grown, (right + 15) // 16 * 16 + grown, (
                bottom + 15) // 16 * 16 + grown
        outside[max(0, top) : bottom, max(0, left) : right] = False
        inside = new[y : y + height, x : x + width]
        values, reach = expected(colour, new, tags, new.shape[2])
        bits = bits_of(tags)
        if tags[262] == 3 or bits < 8:
            if (inside != inside[0, 0]).any():
                yield f"page {number}: the box is not of one colour"
        elif tags[259] == 7:
            core = inside[8:-8, 8:-8]
            if len(values) == 1 and np.abs(core - values).max() > 8 or core.std(axis=(0, 1)).max() > 3:
                yield f"page {number}: the box is not hidden"
        elif (np.abs(inside - values) > reach).any():
            yield f"page {number}: the box has {inside[0, 0]} instead of {values}"
        if (inside == old[y : y + height, x : x + width]).all(axis=2).mean() > 0.6:
            yield f"page {number}: the box is as before"
    wrong = ((old != new).any(axis=2) & outside).sum()
    if wrong:
        yield f"page {number}: {wrong} pixels outside of the box differ"


if __name__ == "__main__":
    {"make": make, "judge": judge}[sys.argv[1]](*sys.argv[2:])
