"""Makes still and animated PNG and WebP files, and compares a changed one with its source, by Pillow, by ffmpeg, and by
the text of the APNG specification: Pillow and ffmpeg show no holes where the colour type has no opacity, as browsers do.

    animations.py make-png FOLDER       stills of all colour types and depths, with a random picture
    animations.py make-apng FOLDER      animations of all disposals and blendings
    animations.py make-webp FOLDER      stills and animations
    animations.py compare FILE          for each line `NAME SOURCE RESULT LEFT TOP RIGHT BOTTOM [OPTION ...]` of a file

`compare` prints what is wrong, one line each with the name: a pixel outside the box that differs in any frame; a box that is not of one
colour in an edited frame, or not as in the source in another; other frame times, another loop count, mode or palette.
"""
import argparse
import io
import pathlib
import random
import struct
import subprocess
import sys
import zlib

import numpy as np
from PIL import Image, ImageDraw, PngImagePlugin

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
DEPTHS = {0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16]}
PASSES = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
SECRETS = ["Jane Secret", "secret position"]


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def chunks(data):
    place, found = 8, []
    while place < len(data):
        (length,) = struct.unpack(">I", data[place : place + 4])
        found.append((data[place + 4 : place + 8], data[place + 8 : place + 8 + length]))
        place += 12 + length
    return found


def rows(samples, depth):
    """Rows of samples, each with the filter type 0."""
    packed = b""
    for row in samples:
        flat = row.reshape(-1)
        if depth == 16:
            packed += b"\0" + flat.astype(">u2").tobytes()
        elif depth == 8:
            packed += b"\0" + flat.astype(np.uint8).tobytes()
        else:
            bits = ((flat[:, None] >> np.arange(depth - 1, -1, -1)) & 1).reshape(-1)
            packed += b"\0" + np.packbits(bits.astype(np.uint8)).tobytes()
    return packed


def image_data(samples, depth, interlaced):
    if not interlaced:
        return zlib.compress(rows(samples, depth))
    parts = [samples[y::dy, x::dx] for x, y, dx, dy in PASSES]
    return zlib.compress(b"".join(rows(part, depth) for part in parts if part.size))


def header(width, height, depth, kind, interlaced):
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, int(interlaced)))


def palette(rng, count, depth):
    colours = rng.integers(0, 256, (count, 3), np.uint8)
    colours[0] = (128, 128, 128)
    return colours.tobytes()


def exif():
    data = Image.Exif()
    data[0x0112], data[0x010F] = 6, SECRETS[0]
    data.get_ifd(0x8825)[0x001D] = SECRETS[1]
    return data.tobytes()[6:]


def profile():
    from PIL import ImageCms

    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def metadata_before():
    return (
        chunk(b"gAMA", struct.pack(">I", 45455)) + chunk(b"cHRM", struct.pack(">8I", *range(30000, 38000, 1000)))
        + chunk(b"iCCP", SECRETS[0].encode() + b"\0\0" + zlib.compress(profile()) + SECRETS[1].encode())
        + chunk(b"pHYs", struct.pack(">IIB", 11811, 5000, 1)) + chunk(b"tEXt", b"Author\0" + SECRETS[0].encode())
        + chunk(b"eXIf", exif()) + chunk(b"prVt", SECRETS[1].encode()))


def metadata_after():
    return (
        chunk(b"tIME", struct.pack(">HBBBBB", 2024, 2, 3, 4, 5, 6))
        + chunk(b"zTXt", b"Comment\0\0" + zlib.compress(SECRETS[1].encode()))
        + chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x>" + SECRETS[0].encode() + b"</x>"))


def make_png(folder, width, height):
    rng = np.random.default_rng(7)
    for kind, depths in DEPTHS.items():
        for depth in depths:
            for interlaced in (False, True):
                for transparent in (False, True) if kind in (0, 2, 3) else (False,):
                    # With room in the palette for one more colour, where the depth is 8.
                    most = 1 << depth
                    entries = 200 if kind == 3 and depth == 8 else most
                    samples = rng.integers(0, entries if kind == 3 else most, (height, width, CHANNELS[kind]))
                    extra = chunk(b"PLTE", palette(rng, entries, depth)) if kind == 3 else b""
                    if transparent:
                        if kind == 3:
                            extra += chunk(b"tRNS", bytes([255, 0, 100][: min(3, entries)]))
                        else:
                            extra += chunk(b"tRNS", struct.pack(f">{CHANNELS[kind]}H", *samples[0, 0]))
                    data = image_data(samples, depth, interlaced)
                    file = (
                        SIGNATURE + header(width, height, depth, kind, interlaced) + metadata_before() + extra
                        + chunk(b"IDAT", data[:50]) + chunk(b"IDAT", data[50:] + SECRETS[0].encode())
                        + metadata_after() + chunk(b"IEND", b"") + SECRETS[1].encode())
                    name = f"{kind}-{depth}{'-interlaced' * interlaced}{'-transparent' * transparent}.png"
                    pathlib.Path(folder, name).write_bytes(file)


def make_apng(folder, width, height):
    """Frames of random rectangles; the random numbers decide nothing else, so that each file has each case."""
    rng = np.random.default_rng(11)
    for kind, depth, alpha in [
        (2, 8, None), (2, 16, None), (0, 8, None), (0, 2, None), (0, 4, "key"), (2, 8, "key"), (3, 8, None), (3, 4, "key"),
        (6, 8, "binary"), (6, 16, "binary"), (4, 8, "binary"), (4, 16, "partial"), (6, 8, "partial"), (3, 8, "partial"),
    ]:
        for default in (False, True):
            for disposals in ([0], [0, 1], [0, 2], [2, 1, 0]):
                file = apng(rng, width, height, kind, depth, alpha, default, disposals)
                name = f"{kind}-{depth}-{alpha}-{'default' if default else 'first'}-{''.join(map(str, disposals))}.png"
                pathlib.Path(folder, name).write_bytes(file)


def frame_samples(rng, width, height, kind, depth, alpha, entries):
    samples = rng.integers(0, entries if kind == 3 else 1 << depth, (height, width, CHANNELS[kind]))
    if kind in (4, 6):
        most = (1 << depth) - 1
        opacity = rng.integers(0, most + 1, (height, width)) if alpha == "partial" else most * rng.integers(0, 2, (height, width))
        samples[..., -1] = opacity
        if alpha == "binary":
            samples[opacity == 0] = 0
    return samples


def apng(rng, width, height, kind, depth, alpha, default, disposals):
    count, entries = 7, min(1 << depth, 200)
    extra = chunk(b"PLTE", palette(rng, entries, depth)) if kind == 3 else b""
    if kind == 3 and alpha:
        extra += chunk(b"tRNS", bytes([255, 0] if alpha == "key" else [255, 0, 100, 30, 200]))
    elif alpha == "key":
        extra += chunk(b"tRNS", struct.pack(f">{CHANNELS[kind]}H", *[1] * CHANNELS[kind]))
    body, number = b"", 0
    if default:
        body += chunk(b"IDAT", image_data(frame_samples(rng, width, height, kind, depth, alpha, entries), depth, False))
    for index in range(count):
        whole = index == 0 or index == 4
        x, y = (0, 0) if whole else (int(rng.integers(0, width // 2)), int(rng.integers(0, height // 2)))
        w, h = (width, height) if whole else (int(rng.integers(1, width - x)), int(rng.integers(1, height - y)))
        disposal, blending = disposals[index % len(disposals)], (index // 2) % 2
        body += chunk(b"fcTL", struct.pack(">IIIIIHHBB", number, w, h, x, y, index + 5, 100, disposal, blending))
        number += 1
        data = image_data(frame_samples(rng, w, h, kind, depth, alpha, entries), depth, False)
        if index == 0 and not default:
            body += chunk(b"IDAT", data)
        else:
            body += chunk(b"fdAT", struct.pack(">I", number) + data)
            number += 1
    return (
        SIGNATURE + header(width, height, depth, kind, False) + chunk(b"acTL", struct.pack(">II", count, 3)) + extra + body
        + chunk(b"tEXt", b"Author\0" + SECRETS[0].encode()) + chunk(b"IEND", b""))


def picture(width, height, seed, mode="RGB"):
    """Shapes on a gradient; with opacity, partly transparent."""
    chance = random.Random(seed)
    base = Image.linear_gradient("L").resize((width, height)).convert(mode)
    draw = ImageDraw.Draw(base)
    for _ in range(12):
        x, y = chance.randrange(width), chance.randrange(height)
        colour = tuple(chance.randrange(256) for _ in mode)
        draw.ellipse((x, y, x + chance.randrange(4, 30), y + chance.randrange(4, 30)), fill=colour)
    return base


def make_webp(folder, width, height):
    folder = pathlib.Path(folder)
    beside = {"exif": b"Exif\0\0" + exif(), "icc_profile": profile(), "xmp": f"<x>{SECRETS[0]}</x>".encode()}
    for mode in ("RGB", "RGBA"):
        still = picture(width, height, 3, mode)
        for lossless in (False, True):
            name = f"still-{mode}-{'lossless' if lossless else 'lossy'}"
            still.save(folder / f"{name}.webp", lossless=lossless, quality=80, exact=True)
            still.save(folder / f"{name}-metadata.webp", lossless=lossless, quality=80, exact=True, **beside)
            frames = [picture(width, height, 5 + index // 2, mode) for index in range(6)]
            for index, frame in enumerate(frames):
                ImageDraw.Draw(frame).rectangle((5 * index, 3 * index, 5 * index + 9, 3 * index + 9), fill=(200, 30, 60, 255)[: len(mode)])
            for blend in (False, True):
                frames[0].save(
                    folder / f"animation-{mode}-{'lossless' if lossless else 'lossy'}-{'mixed' if blend else 'small'}.webp",
                    save_all=True, append_images=frames[1:], duration=[40, 50, 60, 70, 80, 90], loop=3, lossless=lossless,
                    quality=80, allow_mixed=blend, minimize_size=not blend, background=(1, 2, 3, 255), **beside)
    layered(folder / "animation-layers.webp", width, height)


def riff(kind, content):
    return kind + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def layered(path, width, height):
    """Rectangles with both disposals and both blendings, which Pillow does not choose."""
    frames = b""
    for index in range(8):
        x, y = (0, 0) if index == 0 else (2 * index, 2 * (index % 3))
        w, h = (width, height) if index == 0 else (width // 2, height // 2)
        file = io.BytesIO()
        picture(w, h, index, "RGBA").save(file, "webp", lossless=index % 3 != 1, exact=False)
        # After RIFF and VP8X, if there is one.
        stream = file.getvalue()[12:]
        if stream.startswith(b"VP8X"):
            stream = stream[18:]
        flags = (index // 2) % 2 | (index % 2) << 1
        fields = b"".join(struct.pack("<I", value)[:3] for value in (x // 2, y // 2, w - 1, h - 1, 100 + index))
        frames += riff(b"ANMF", fields + bytes([flags]) + stream + riff(b"prVt", SECRETS[1].encode()))
    size = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    body = b"WEBP" + riff(b"VP8X", bytes([0x12, 0, 0, 0]) + size) + riff(b"ANIM", bytes([9, 8, 7, 255, 4, 0])) + frames
    path.write_bytes(riff(b"RIFF", body))


def frames_by_pillow(path):
    image = Image.open(path)
    found, times = [], []
    for index in range(getattr(image, "n_frames", 1)):
        image.seek(index)
        image.load()
        times.append(image.info.get("duration"))
        found.append(np.array(image.convert("RGBA")))
    return found, (image.mode, image.size, times, image.info.get("loop"), image.info.get("background"))


def frames_by_ffmpeg(path, size):
    command = ["ffmpeg", "-v", "error", "-i", path, "-fps_mode", "passthrough", "-pix_fmt", "rgba64le", "-f", "rawvideo", "-"]
    raw = np.frombuffer(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout, "<u2")
    return list(raw.reshape(-1, size[1], size[0], 4).astype(np.int64)), None


def unfiltered(data, width, height, depth, channels):
    """The samples of a picture without interlacing (ISO/IEC 15948, section 9)."""
    data, step = zlib.decompress(data), max(1, channels * depth // 8)
    stride = (width * channels * depth + 7) // 8
    above, found = np.zeros(stride + step, np.int64), []
    for y in range(height):
        kind, line = data[y * (stride + 1)], np.frombuffer(data, np.uint8, stride, y * (stride + 1) + 1)
        row = np.zeros(stride + step, np.int64)
        for x in range(stride):
            a, b, c = row[x], above[x + step], above[x]
            distances = [abs(b - c), abs(a - c), abs(a + b - 2 * c)]
            paeth = (a, b, c)[distances.index(min(distances))]
            row[x + step] = (line[x] + (0, a, b, (a + b) // 2, paeth)[kind]) & 255
        found.append(row[step:])
        above = row
    whole = np.array(found, np.uint8)
    if depth == 16:
        return whole.view(">u2").reshape(height, width, channels).astype(np.int64)
    bits = np.unpackbits(whole, axis=1).reshape(height, -1, depth)[:, : width * channels]
    return bits.dot(1 << np.arange(depth - 1, -1, -1)).reshape(height, width, channels)


def coloured(samples, depth, kind, extra):
    """RGBA in 0...1."""
    most, transparent = (1 << depth) - 1, extra.get(b"tRNS")
    if kind == 3:
        table = np.full((256, 4), 255)
        colours = np.frombuffer(extra[b"PLTE"], np.uint8).reshape(-1, 3)
        table[: len(colours), :3] = colours
        if transparent:
            table[: len(transparent), 3] = list(transparent)
        return table[samples[..., 0]] / 255
    opacity = samples[..., -1:] if kind in (4, 6) else np.full(samples.shape[:2] + (1,), most)
    colour = samples[..., : 1 if kind in (0, 4) else 3]
    if transparent and kind in (0, 2):
        key = np.frombuffer(transparent, ">u2").astype(np.int64)
        opacity = np.where((colour == key).all(axis=2, keepdims=True), 0, opacity)
    return np.concatenate([np.broadcast_to(colour, colour.shape[:2] + (3,)), opacity], axis=2) / most


def over(top, bottom):
    """ISO/IEC 15948, section 13.16."""
    opacity = top[..., 3:] + bottom[..., 3:] * (1 - top[..., 3:])
    colour = top[..., :3] * top[..., 3:] + bottom[..., :3] * bottom[..., 3:] * (1 - top[..., 3:])
    return np.concatenate([colour / np.where(opacity > 0, opacity, 1), opacity], axis=2)


def frames_by_specification(path):
    """What is displayed, by the text of the APNG specification."""
    parts = chunks(pathlib.Path(path).read_bytes())
    width, height, depth, kind, *_ = struct.unpack(">IIBBBBB", parts[0][1])
    extra, pictures, control, facts = dict(parts), [], None, []
    for name, content in parts:
        if name == b"fcTL":
            _, w, h, x, y, *time, disposal, blending = struct.unpack(">IIIIIHHBB", content)
            control = [w, h, x, y, disposal, blending]
            pictures.append([control, b""])
            facts.append(time)
        elif name == b"IDAT" and not pictures:
            pictures.append([[width, height, 0, 0, 0, 0], content])
        elif name in (b"IDAT", b"fdAT"):
            pictures[-1][1] += content if name == b"IDAT" else content[4:]
    levels, found = 65535 if depth == 16 else 255, []
    begins = 0 if [name for name, _ in parts].index(b"fcTL") < [name for name, _ in parts].index(b"IDAT") else 1
    for index, ((w, h, x, y, disposal, blending), data) in enumerate(pictures):
        if index in (0, begins):
            canvas = np.zeros((height, width, 4))
        before, part = canvas.copy(), (slice(y, y + h), slice(x, x + w))
        top = coloured(unfiltered(data, w, h, depth, CHANNELS[kind]), depth, kind, extra)
        canvas[part] = over(top, canvas[part]) if blending else top
        canvas = np.round(canvas * levels) / levels
        found.append(np.round(canvas * 65535).astype(np.int64))
        if disposal == 1 or disposal == 2 and index == begins:
            canvas[part] = 0
        elif disposal == 2:
            canvas = before
    return found, (facts, extra[b"acTL"], begins)


def shown(frame):
    """Without the colours below full transparency, which readers need not keep."""
    frame = frame.astype(np.int64)
    frame[frame[..., 3] == 0] = 0
    return frame


def compare(arguments):
    wrong = []
    read = {
        "pillow": frames_by_pillow, "specification": frames_by_specification,
        "ffmpeg": lambda path: frames_by_ffmpeg(path, arguments.size)}[arguments.by]
    (source, facts), (result, own) = read(arguments.source), read(arguments.result)
    if facts != own and not arguments.any_mode:
        wrong.append(f"{facts} became {own}")
    if len(source) != len(result):
        return wrong + [f"{len(source)} frames became {len(result)}"]
    left, top, right, bottom = arguments.box
    for index, (before, after) in enumerate(zip(source, result)):
        if not arguments.all_colours:
            before, after = shown(before), shown(after)
        differs = (np.abs(before.astype(np.int64) - after) > arguments.tolerance).any(axis=2)
        inside = differs[top:bottom, left:right].copy()
        differs[top:bottom, left:right] = False
        if differs.any():
            y, x = np.argwhere(differs)[0]
            wrong.append(f"frame {index}: {differs.sum()} pixels outside, as {x},{y}: {before[y, x]} became {after[y, x]}")
        if index in arguments.edited:
            box = after[top:bottom, left:right]
            if (np.abs(box.astype(np.int64) - box[0, 0]) > arguments.tolerance).any():
                wrong.append(f"frame {index}: the box has several colours")
            if not inside.any():
                wrong.append(f"frame {index}: the box did not change")
            if (box[..., 3] == 0).any():
                wrong.append(f"frame {index}: the box is transparent")
        elif inside.any():
            wrong.append(f"frame {index}: {inside.sum()} pixels of the box changed")
    return wrong


def case_parser():
    parser = argparse.ArgumentParser()
    for name in ("name", "source", "result"):
        parser.add_argument(name)
    parser.add_argument("box", type=int, nargs=4)
    parser.add_argument("--edited", type=lambda text: [int(part) for part in text.split(",")], default=[])
    parser.add_argument("--by", default="pillow")
    parser.add_argument("--tolerance", type=int, default=0)
    parser.add_argument("--all-colours", action="store_true", help="those below full transparency, too")
    parser.add_argument("--any-mode", action="store_true")
    parser.add_argument("--size", type=int, nargs=2, default=(61, 47))
    return parser


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["make-png", "make-apng", "make-webp", "compare"])
    parser.add_argument("path")
    parser.add_argument("--size", type=int, nargs=2, default=(61, 47))
    arguments = parser.parse_args()
    if arguments.command == "compare":
        for line in pathlib.Path(arguments.path).read_text().splitlines():
            case = case_parser().parse_args(line.split())
            for fault in compare(case):
                print(f"{case.name}: {fault}")
        return
    make = {"make-png": make_png, "make-apng": make_apng, "make-webp": make_webp}[arguments.command]
    make(arguments.path, *arguments.size)


main()
