"""Mutations of bytes, blind ones and such as know the structure of a container. Each takes a generator of chance and
bytes, and gives bytes; the same chance gives the same bytes."""

import random
import struct

INTERESTING = [0, 1, 2, 7, 8, 9, 15, 16, 127, 128, 255, 256, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0xFFFFFF, 0x7FFFFFFF]
INTERESTING += [0x80000000, 0xFFFFFFFE, 0xFFFFFFFF, 1 << 32, (1 << 48) - 1, 1 << 62, (1 << 63) - 1, 1 << 63, (1 << 64) - 1]


def number(rng: random.Random, old: int, width: int) -> int:
    """Another number of so many bytes, mostly one at some limit or near the old one."""
    new = rng.choice([rng.choice(INTERESTING), old + rng.randint(-9, 9), old * rng.choice([2, 10, 1000]), rng.getrandbits(64)])
    return new % (1 << 8 * width)


# Blind mutations.


def flip(rng, data):
    changed = bytearray(data)
    for _ in range(rng.choice([1, 1, 2, 8, 64])):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def truncate(rng, data):
    return data[: rng.randrange(len(data))]


def behead(rng, data):
    return data[rng.randrange(len(data)) :]


def piece(rng, data):
    start = rng.randrange(len(data))
    return start, min(len(data), start + rng.choice([1, 4, 16, 188, 1024, 4096]))


def remove(rng, data):
    start, end = piece(rng, data)
    return data[:start] + data[end:]


def double(rng, data):
    start, end = piece(rng, data)
    return data[:end] + data[start:end] * rng.choice([1, 1, 2, 100]) + data[end:]


def erase(rng, data):
    start, end = piece(rng, data)
    return data[:start] + rng.choice([b"\0", b"\xff", b"A"]) * (end - start) + data[end:]


def overwrite(rng, data):
    width = rng.choice([1, 2, 4, 8])
    start = rng.randrange(max(1, len(data) - width))
    order = rng.choice(["big", "little"])
    old = int.from_bytes(data[start : start + width], order)
    return data[:start] + number(rng, old, width).to_bytes(width, order) + data[start + width :]


def append_itself(rng, data):
    return data + data[rng.choice([0, rng.randrange(len(data))]) :]


BLIND = [flip, flip, truncate, behead, remove, double, erase, overwrite, overwrite, append_itself]


def blind(rng, data):
    return rng.choice(BLIND)(rng, data) if data else data


# ISO base media: boxes.

PARENTS = {b"moov", b"trak", b"edts", b"mdia", b"minf", b"stbl", b"mvex", b"moof", b"traf", b"udta", b"dinf"}


class Box:
    def __init__(self, kind, payload=b"", children=None):
        self.kind, self.payload, self.children = kind, payload, children

    def bytes(self):
        inside = self.payload if self.children is None else b"".join(box.bytes() for box in self.children)
        return struct.pack(">I4s", len(inside) + 8 & 0xFFFFFFFF, self.kind) + inside

    def all(self):
        yield self
        for child in self.children or []:
            yield from child.all()


def boxes(data, level=0):
    found, place = [], 0
    while place + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, place)
        if not 8 <= size <= len(data) - place:
            break
        inside = data[place + 8 : place + size]
        opens = kind in PARENTS and level < 20
        found.append(Box(kind, children=boxes(inside, level + 1)) if opens else Box(kind, inside))
        place += size
    return found


def iso(rng, data):
    """Changes a box's number, size, kind or place."""
    top = boxes(data)
    if not top:
        return blind(rng, data)
    root = Box(b"", children=top)
    every = [box for box in root.all() if box is not root]
    leaves = [box for box in every if box.children is None and box.kind != b"mdat" and box.payload]
    parents = [box for box in root.all() if box.children]
    for _ in range(rng.choice([1, 1, 1, 2, 4])):
        parent, box = rng.choice(parents), rng.choice(every)
        match rng.randrange(8):
            case 0 | 1 | 2 if leaves:
                leaf = rng.choice(leaves)
                leaf.payload = word(rng, leaf.payload)
            case 3:
                # A copy: a box within itself would have no end.
                parent.children += boxes(rng.choice(every).bytes())
            case 4 if len(parent.children) > 1:
                parent.children.remove(rng.choice(parent.children))
            case 5:
                rng.shuffle(parent.children)
            case 6:
                box.kind = rng.choice([rng.choice(every).kind, rng.choice(sorted(PARENTS)), rng.randbytes(4)])
            case 7 if box.children is not None and depth(box) < 6:
                parent.children.append(nested(rng, box.kind))
            case _ if leaves:
                leaf = rng.choice(leaves)
                leaf.payload = leaf.payload[: rng.randrange(len(leaf.payload))]
    changed = b"".join(box.bytes() for box in root.children)
    return wrong_size(rng, changed) if rng.random() < 0.2 else changed


def depth(box):
    return 1 + max(map(depth, box.children), default=0) if box.children else 1


def nested(rng, kind):
    count = rng.choice([2, 10, 5000])
    inside = b"".join(struct.pack(">I4s", 8 * (count - level), kind) for level in range(count))
    return Box(kind, inside)


def word(rng, payload):
    """Changes an aligned number, where full boxes keep their counts, sizes, times and scales."""
    width = rng.choice([1, 2, 4, 4, 4, 8])
    if len(payload) < width:
        return flip(rng, payload)
    start = rng.randrange(0, len(payload) - width + 1, min(4, width))
    old = int.from_bytes(payload[start : start + width], "big")
    return payload[:start] + number(rng, old, width).to_bytes(width, "big") + payload[start + width :]


def wrong_size(rng, data):
    """Gives a box a size that is not its own; also 0 (to the end) and 1 (64 bits follow)."""
    kinds = [box.kind for top in boxes(data) for box in top.all()]
    place = data.find(rng.choice(kinds)) - 4 if kinds else 0
    if place < 0:
        return data
    return data[:place] + struct.pack(">I", number(rng, struct.unpack_from(">I", data, place)[0], 4)) + data[place + 4 :]


# EBML: Matroska and WebM.

MASTERS = {0x1A45DFA3, 0x18538067, 0x1549A966, 0x1654AE6B, 0xAE, 0xE0, 0xE1, 0x1F43B675, 0xA0, 0x1C53BB6B, 0xBB, 0xB7}
MASTERS |= {0x114D9B74, 0x4DBB}


def vint(data, place, keep):
    width = 9 - data[place].bit_length() if data[place] else 9
    if width > 8 or place + width > len(data):
        return None
    value = int.from_bytes(data[place : place + width], "big")
    return (value if keep else value & (1 << 7 * width) - 1), width


def elements(data, start, end, level=0):
    """(place, of its size, of its content, its end, identity) of each element."""
    while start < end and (head := vint(data, start, True)):
        size_at = start + head[1]
        if size_at >= end or not (size := vint(data, size_at, False)):
            return
        content = size_at + size[1]
        unknown = size[0] == (1 << 7 * size[1]) - 1
        last = end if unknown else min(end, content + size[0])
        yield start, size_at, content, last, head[0]
        if head[0] in MASTERS and level < 6:
            yield from elements(data, content, last, level + 1)
        start = last


def ebml(rng, data):
    """Changes an element's number or size, repeats, removes or moves it."""
    for _ in range(rng.choice([1, 1, 2])):
        found = list(elements(data, 0, len(data)))
        if not found:
            return blind(rng, data)
        start, size_at, content, end, identity = rng.choice(found)
        match rng.randrange(7):
            case 0 | 1 | 2 if 0 < end - content <= 8 and identity not in MASTERS:
                old = int.from_bytes(data[content:end], "big")
                data = data[:content] + number(rng, old, end - content).to_bytes(end - content, "big") + data[end:]
            case 3:
                width = content - size_at
                new = rng.choice([(1 << 7 * width) - 1, rng.getrandbits(7 * width), 0, (1 << 7 * width) - 2])
                data = data[:size_at] + (1 << 7 * width | new).to_bytes(width, "big") + data[content:]
            case 4:
                data = data[:end] + data[start:end] * rng.choice([1, 2, 50]) + data[end:]
            case 5:
                data = data[:start] + data[end:]
            case 6:
                other = rng.choice(found)
                data = data[: other[0]] + data[start:end] + data[other[0] :]
            case _:
                data = overwrite(rng, data)
    return data


# RIFF: AVI.


def riff(rng, data):
    """Changes a chunk's number, size or place."""
    found, place = [], 12
    while place + 8 <= len(data):
        kind, size = struct.unpack_from("<4sI", data, place)
        found.append((place, kind, size))
        place += 12 if kind == b"LIST" else 8 + size + (size & 1)
    if not found:
        return blind(rng, data)
    for _ in range(rng.choice([1, 1, 2])):
        heads = [chunk for chunk in found if chunk[1] in (b"avih", b"strh", b"strf", b"idx1", b"indx", b"LIST")]
        start, kind, size = rng.choice(rng.choice([found, heads or found]))
        end = min(len(data), start + 8 + size + (size & 1))
        match rng.randrange(5):
            case 0 | 1 if end - start >= 12:
                at = rng.randrange(start + 8, max(start + 9, end - 3), 4)
                data = data[:at] + number(rng, *struct.unpack_from("<I", data, at), 4).to_bytes(4, "little") + data[at + 4 :]
            case 2:
                data = data[: start + 4] + number(rng, size, 4).to_bytes(4, "little") + data[start + 8 :]
            case 3:
                return data[:start] + data[end:]
            case 4:
                return data[:end] + data[start:end] * rng.choice([1, 2, 100]) + data[end:]
            case _:
                data = flip(rng, data)
    return data


# MPEG transport stream: packets of 188 bytes.


def transport(rng, data):
    """Changes packets' heads, tables and times, and repeats, drops and exchanges packets."""
    packets = [bytearray(data[place : place + 188]) for place in range(0, len(data), 188)]
    for _ in range(rng.choice([1, 2, 4])):
        index = rng.randrange(len(packets))
        packet = packets[index]
        match rng.randrange(8):
            case 0:
                packet[rng.randrange(min(4, len(packet)))] = rng.randrange(256)
            case 1:
                packets[index:index] = [bytearray(packet) for _ in range(rng.choice([1, 1, 30]))]
            case 2 if len(packets) > 1:
                del packets[index : index + rng.choice([1, 1, 5, 50])]
                packets = packets or [packet]
            case 3:
                other = rng.randrange(len(packets))
                packets[index], packets[other] = packets[other], packet
            case 4 | 5:
                stamped = [p for p in packets if b"\0\0\1\xe0" in p or b"\0\0\1\xc0" in p]
                if stamped:
                    stamp(rng, rng.choice(stamped))
            case 6:
                tables = [p for p in packets[:12] if len(p) == 188 and p[1] & 0x40]
                table = rng.choice(tables or [packet])
                table[rng.randrange(4, min(len(table), 40)) if len(table) > 5 else 0] = rng.randrange(256)
            case 7:
                return data + b"".join(packets)
    return b"".join(map(bytes, packets))


def stamp(rng, packet):
    """Another presentation time, 33 bits in 5 bytes."""
    place = max(packet.find(b"\0\0\1\xe0"), packet.find(b"\0\0\1\xc0")) + 9
    time = rng.choice([0, 1, (1 << 33) - 1, 1 << 32, rng.getrandbits(33)])
    if place + 5 <= len(packet):
        packet[place] = packet[place] & 0xF1 | time >> 29 & 0xE
        packet[place + 1 : place + 3] = (time >> 14 & 0xFFFE | 1).to_bytes(2, "big")
        packet[place + 3 : place + 5] = (time << 1 & 0xFFFE | 1).to_bytes(2, "big")


# Texts: JSON, XML, heads of messages.

WORDS = [b"null", b"true", b"-1", b"0", b"1e999", b"-0.0", b"1e-320", b"NaN", b"9223372036854775807", b"9223372036854775808"]
WORDS += [b"1" * 400, b"0.1e5", b'"x"', b'"\\ud800"', b"[]", b"{}", b"[[", b'{"a":', b'"', b"\\", b",", b":", b"\xff", b"\0"]
WORDS += [b"[" * 100_000, b'{"a":' * 50_000, b"<a>" * 50_000, b"<!DOCTYPE a>", b"&lt;", b"x" * 100_000, b"\r\n", b"\x1b[2J"]


def text(rng, data):
    """Changes a number, a string or a bracket of a text."""
    spans, start = [], None
    for place, byte in enumerate(data + b" "):
        inside = 48 <= byte <= 57 or 65 <= byte <= 90 or 97 <= byte <= 122 or byte in b"+-._"
        if inside and start is None:
            start = place
        elif not inside and start is not None:
            spans.append((start, place))
            start = None
    for _ in range(rng.choice([1, 1, 2, 5])):
        if not spans:
            return blind(rng, data)
        start, end = rng.choice(spans)
        match rng.randrange(6):
            case 0 | 1:
                new = str(rng.choice(INTERESTING + [-1, -5, 0.5, 1e308, 1e18])).encode()
            case 2:
                new = rng.choice(WORDS)
            case 3:
                other = rng.choice(spans)
                new = data[other[0] : other[1]]
            case 4:
                new = b""
            case _:
                new = data[start:end] * rng.choice([2, 3, 1000])
        data = data[:start] + new + data[end:]
        spans = [span for span in spans if span[1] < start]
    return blind(rng, data) if rng.random() < 0.2 else data


STRUCTURED = {"mp4": iso, "mov": iso, "fmp4": iso, "mkv": ebml, "webm": ebml, "avi": riff, "ts": transport}


def mutate(rng: random.Random, container: str, clips: list[bytes]) -> bytes:
    """A mutation of one of a container's clips: two of three times one that knows its structure; sometimes a splice."""
    data = rng.choice(clips)
    structured = STRUCTURED.get(container, text)
    if rng.random() < 0.05:
        other = rng.choice(clips)
        return data[: rng.randrange(len(data))] + other[rng.randrange(len(other)) :]
    for _ in range(rng.choice([1, 1, 1, 2])):
        data = (structured if rng.random() < 0.7 else blind)(rng, data or b"\0")
    return data
