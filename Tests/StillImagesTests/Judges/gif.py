"""GIF files for tests, and how Pillow and ffmpeg see them.

    gif.py make FOLDER                          writes sources of all variants
    gif.py judge CASES                          compares; CASES is a JSON file of [source, result, boxes, slack]

The boxes of a case are for each frame null or [x, y, width, height, colour]: [r, g, b], null if it is transparent, or true if
it is of many colours.A judgement fails if more than `slack` pixels outside of a frame's box differ from the source; if a pixel in the
box is not near the colour (null: transparent); if size, frames, durations or loops differ. The writer is independent of
the one that is tested, and writes what Pillow does not: any disposal method, palette, rectangle and row order.
"""
import io
import itertools
import json
import pathlib
import subprocess
import sys

import numpy as np
from PIL import Image


def lzw(indices, bits):
    """LZW with literal codes only, and a clear code before the code size grows."""
    size = max(2, bits)
    clear, end = 1 << size, (1 << size) + 1
    codes = []
    for number, index in enumerate(indices):
        if number % (clear - 2) == 0:
            codes.append(clear)
        codes.append(index)
    codes.append(end)
    value = sum(int(code) << place * (size + 1) for place, code in enumerate(codes)) if len(codes) < 64 else None
    if value is None:
        text = np.array(codes, dtype=np.uint32)
        flat = ((text[:, None] >> np.arange(size + 1)) & 1).astype(np.uint8).reshape(-1)
        data = np.packbits(flat, bitorder="little").tobytes()
    else:
        data = value.to_bytes((len(codes) * (size + 1) + 7) // 8, "little")
    return bytes([size]) + blocks(data)


def blocks(data):
    parts = [data[start : start + 255] for start in range(0, len(data), 255)]
    return b"".join(bytes([len(part)]) + part for part in parts) + b"\0"


def word(value):
    return int(value).to_bytes(2, "little")


def bits_of(palette):
    return max(1, (len(palette) - 1).bit_length())


def table(palette):
    count = 1 << bits_of(palette)
    return b"".join(bytes(colour) for colour in palette) + bytes(3 * (count - len(palette)))


def frame(indices, at=(0, 0), palette=None, bits=8, disposal=0, transparent=None, delay=7, interlaced=False):
    height, width = indices.shape
    order = range(height)
    if interlaced:
        order = itertools.chain(*(range(start, height, step) for start, step in ((0, 8), (4, 8), (2, 4), (1, 2))))
    control = b"\x21\xf9\x04" + bytes([disposal << 2 | (transparent is not None)]) + word(delay)
    control += bytes([transparent or 0, 0])
    flags = (0x40 if interlaced else 0) | (0x80 | bits_of(palette) - 1 if palette else 0)
    bits = bits_of(palette) if palette else bits
    rows = np.concatenate([indices[row] for row in order])
    return control + b"," + word(at[0]) + word(at[1]) + word(width) + word(height) + bytes([flags]) + (
        table(palette) if palette else b""
    ) + lzw(rows, bits)


def file(size, frames, palette=None, loop=None, more=b"", end=b""):
    flags = (0x80 | bits_of(palette) - 1 if palette else 0) | 0x70
    text = b"GIF89a" + word(size[0]) + word(size[1]) + bytes([flags, 0, 0]) + (table(palette) if palette else b"")
    if loop is not None:
        text += b"\x21\xff\x0bNETSCAPE2.0\x03\x01" + word(loop) + b"\0"
    return text + more + b"".join(frames) + end + b";"


COMMENT = b"\x21\xfe" + blocks(b"SECRET by the camera of Jane")
XMP = b"\x21\xff\x0bXMP DataXMP" + b"<x:xmpmeta>SECRET place</x:xmpmeta>" + bytes([1, *range(255, -1, -1), 0])
OTHER = b"\x21\xff\x0bSECRETAPP10" + blocks(b"SECRET serial number")
PLAIN = b"\x21\x01\x0c" + bytes(12) + blocks(b"SECRET text")


def colours(chance, count):
    return [tuple(int(value) for value in colour) for colour in chance.integers(0, 256, (count, 3))]


def animation(chance, size, count, few, disposals, transparency, local, interlaced, covers_first):
    """An animation whose images are rectangles of noise, with one transparent index in ten if there is one."""
    shared = colours(chance, few)
    frames = []
    for number in range(count):
        whole = number == 0 and covers_first
        width = size[0] if whole else int(chance.integers(1, size[0] + 1))
        height = size[1] if whole else int(chance.integers(1, size[1] + 1))
        at = (int(chance.integers(0, size[0] - width + 1)), int(chance.integers(0, size[1] - height + 1)))
        palette = colours(chance, few) if local else None
        indices = chance.integers(0, few, (height, width))
        clear = few // 2 if transparency else None
        if clear is not None and not whole:
            indices[chance.random((height, width)) < 0.5] = clear
        frames.append(
            frame(indices, at, palette, bits_of(shared), disposals[number % len(disposals)], clear, 3 + number, interlaced)
        )
    return file(size, frames, None if local else shared, loop=number, more=COMMENT + XMP + OTHER + PLAIN, end=COMMENT)


def make(folder):
    folder = pathlib.Path(folder)
    chance = np.random.default_rng(5)
    for few in (2, 4, 16, 100, 256):
        for interlaced in (False, True):
            noise = chance.integers(0, few, (37, 45))
            kind = "interlaced" if interlaced else "plain"
            still = file((45, 37), [frame(noise, bits=bits_of(range(few)), interlaced=interlaced)], colours(chance, few))
            (folder / f"still-{few}-{kind}.gif").write_bytes(still)
    kinds = itertools.product(("0", "1", "2", "3", "0123", "1322"), (False, True), (False, True), (False, True), (4, 60))
    for number, (disposals, transparency, local, covers, few) in enumerate(kinds):
        text = animation(
            chance, (45, 37), 7, few, [int(digit) for digit in disposals], transparency, local, number % 3 == 0, covers)
        name = f"{disposals}-{few}" + "-transparent" * transparency + "-local" * local + "-partial" * (not covers)
        (folder / f"animation-{name}.gif").write_bytes(text)
    full = [frame(np.resize(chance.permutation(256), (37, 45)), (0, 0), colours(chance, 256))]
    full.append(frame(np.resize(chance.permutation(256), (12, 45)), (0, 25), colours(chance, 256)))
    (folder / "full.gif").write_bytes(file((45, 37), full))
    shades = [(value, value, value) for value in range(96, 112)]
    texture = [frame(chance.integers(0, 16, (37, 45)), bits=4), frame(chance.integers(0, 16, (5, 5)), bits=4)]
    (folder / "texture.gif").write_bytes(file((45, 37), texture, shades))
    (folder / "beyond.gif").write_bytes(file((30, 20), full))
    images = [Image.fromarray(chance.integers(0, 256, (37, 45, 3), dtype=np.uint8)) for _ in range(3)]
    images[0].save(folder / "pillow.gif", save_all=True, append_images=images[1:], duration=[40, 90, 200], loop=3)
    images[0].quantize(20).save(folder / "gif87a.gif")
    words = "ffmpeg -v error -f lavfi -i testsrc=size=64x48:rate=5 -t 1.4".split()
    subprocess.run([*words, str(folder / "ffmpeg.gif")], check=True)
    subprocess.run([*words, "-gifflags", "0", str(folder / "ffmpeg-whole.gif")], check=True)


def by_pillow(path):
    frames = []
    with Image.open(path) as image:
        size = image.size
        for number in range(image.n_frames):
            image.seek(number)
            frames.append((np.array(image.convert("RGBA")), image.info.get("duration")))
        loops = image.info.get("loop")
    return size, loops, [canvas for canvas, _ in frames], [duration for _, duration in frames]


def by_ffmpeg(path, size):
    words = ["ffmpeg", "-v", "error", "-ignore_loop", "1", "-i", path, "-fps_mode", "passthrough"]
    text = subprocess.run([*words, "-f", "rawvideo", "-pix_fmt", "rgba", "-"], check=True, capture_output=True).stdout
    return list(np.frombuffer(text, np.uint8).reshape(-1, size[1], size[0], 4))


def by_specification(path):
    """The canvases by the letter of GIF89a, with Pillow as the decoder of single images."""
    text = pathlib.Path(path).read_bytes()
    size = [int.from_bytes(text[place : place + 2], "little") for place in (6, 8)]
    place, palette = 13, b""
    if text[10] & 0x80:
        palette = text[13 : 13 + (6 << (text[10] & 7))]
        place += len(palette)
    canvas, canvases, disposal, transparent = np.zeros((size[1], size[0], 4), np.uint8), [], 0, None
    while text[place] != 0x3B:
        start = place
        if text[place] == 0x21:
            if text[place + 1] == 0xF9:
                disposal = text[place + 3] >> 2 & 7
                transparent = text[place + 6] if text[place + 3] & 1 else None
            place = after_blocks(text, place + 2)
            continue
        x, y, width, height = (int.from_bytes(text[place + at : place + at + 2], "little") for at in (1, 3, 5, 7))
        flags, place, used = text[place + 9], place + 10, palette
        if flags & 0x80:
            used = text[place : place + (6 << (flags & 7))]
            place += len(used)
        data, place = place, after_blocks(text, place + 1)
        alone = b"GIF89a" + text[start + 5 : start + 9] + b"\xf7\0\0" + bytes(v for v in range(256) for _ in range(3))
        alone += b",\0\0\0\0" + text[start + 5 : start + 9] + bytes([flags & 0x40]) + text[data:place] + b";"
        with Image.open(io.BytesIO(alone)) as image:
            indices = np.array(image.convert("L"))
        before, part = canvas.copy(), canvas[y : y + height, x : x + width]
        drawn = indices != transparent if transparent is not None else np.ones(indices.shape, bool)
        table = np.frombuffer(used, np.uint8).reshape(-1, 3)
        part[drawn, :3], part[drawn, 3] = table[indices[drawn]], 255
        canvases.append(canvas.copy())
        if disposal == 2:
            part[:] = 0
        elif disposal > 2:
            canvas = before
        disposal, transparent = 0, None
    return canvases


def after_blocks(text, place):
    while text[place]:
        place += text[place] + 1
    return place + 1


def differs(first, second):
    return (first != second).any(axis=2) & ((first[:, :, 3] != 0) | (second[:, :, 3] != 0))


def compare(reader, before, after, boxes, slack, crowded):
    problems = []
    if len(before) != len(after) or len(boxes) != len(before):
        return [f"{reader}: {len(before)} frames became {len(after)}"]
    for number, (source, result, box) in enumerate(zip(before, after, boxes)):
        outside = np.ones(source.shape[:2], bool)
        if box:
            x, y, width, height, colour = box
            outside[y : y + height, x : x + width] = False
            inside = result[y : y + height, x : x + width].astype(int)
            if colour is True:
                wrong = inside[:, :, 3] == 0
            elif colour is None:
                wrong = inside[:, :, 3] != 0
            else:
                distances = ((inside[:, :, :3] - colour) ** 2 * [0.299, 0.587, 0.114]).sum(axis=2)
                wrong = (distances > 65) | (inside[:, :, 3] == 0)
                if crowded:
                    wrong = (inside != inside[0, 0]).any(axis=2)
            if wrong.any():
                problems.append(f"{reader}: frame {number}: {wrong.sum()} pixels of {wrong.size} in the box are not hidden")
        wrong = (differs(source, result) & outside).sum()
        if wrong > slack:
            problems.append(f"{reader}: frame {number}: {wrong} pixels outside of the box differ")
    return problems


def judge(cases):
    readers = 0
    for case in json.loads(pathlib.Path(cases).read_text()):
        problems, judging = compared(*case)
        readers += judging
        for problem in problems:
            print(f"{pathlib.Path(case[0]).name}: {problem}")
    print(readers)


def compared(source, result, boxes, slack):
    (size, loops, before, durations), (*others, after, times) = by_pillow(source), by_pillow(result)
    # Whose palettes have no room for the colour: one colour is near enough.
    crowded = pathlib.Path(source).name.startswith(("ffmpeg", "pillow", "still-256", "texture"))
    exact = by_specification(source)
    problems, readers = compare("by the specification", exact, by_specification(result), boxes, slack, crowded), 0
    for name, seen, changed in (
        ("Pillow", before, after), ("ffmpeg", by_ffmpeg(source, size), by_ffmpeg(result, size))):
        # Each has ideas of its own about some disposals; then it cannot judge.
        if not any(differs(*pair).any() for pair in zip(seen, exact)):
            readers += 1
            problems += compare(name, seen, changed, boxes, slack, crowded)
    if others != [size, loops] or durations != times:
        problems.append(f"size, loops, durations: {size, loops, durations} became {*others, times}")
    return problems, readers


if __name__ == "__main__":
    {"make": make, "judge": judge}[sys.argv[1]](*sys.argv[2:])
