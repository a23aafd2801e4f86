"""What ffmpeg cannot make: bytes put together or changed by hand. The first argument is the path of the result."""

from __future__ import annotations

import re
import struct
import subprocess
from pathlib import Path

import field_pairs as coded_fields


def write(out: Path, text: str) -> None:
    out.write_text(text)


def write_bytes(out: Path, hexadecimal: str) -> None:
    out.write_bytes(bytes.fromhex(hexadecimal))


def join(out: Path, *paths: str) -> None:
    """As `cat` does."""
    out.write_bytes(b"".join(Path(path).read_bytes() for path in paths))


def field_pairs(out: Path) -> None:
    """Frames of two fields that are coded each by itself."""
    out.write_bytes(coded_fields.stream())


def follow_by_zeros(out: Path, path: str, count: int) -> None:
    """As recorders do that take the space beforehand."""
    out.write_bytes(Path(path).read_bytes() + bytes(count))


def lose(out: Path, path: str, number: int) -> None:
    """Makes one packet of the video zeros, by its number in the order of decoding."""
    probe = ["ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "packet=pos,size", "-of", "csv=p=0"]
    lines = subprocess.run([*probe, path], check=True, capture_output=True, text=True).stdout.split()
    size, place = map(int, lines[number].split(",")[:2])
    data = bytearray(Path(path).read_bytes())
    data[place + 8:place + 8 + size] = bytes(min(size, len(data) - place - 8))
    out.write_bytes(data)


def rename(out: Path, path: str) -> None:
    """The same bytes under another ending."""
    out.write_bytes(Path(path).read_bytes())


def cut(out: Path, path: str, first: int) -> None:
    """Leaves out the first bytes, as a recorder that is switched on in mid-stream."""
    out.write_bytes(Path(path).read_bytes()[first:])


def replace(out: Path, path: str, *pairs: str) -> None:
    """Replaces codes of one length, pair by pair; each must be there."""
    data = Path(path).read_bytes()
    for old, new in zip(pairs[::2], pairs[1::2]):
        if old.encode() not in data or len(old) != len(new):
            raise ValueError(f"cannot replace {old} by {new}")
        data = data.replace(old.encode(), new.encode())
    out.write_bytes(data)


def wrap_clock(out: Path, path: str, seconds: float) -> None:
    """Shifts all clocks of a transport stream so that the 33 bits wrap after this many seconds."""
    data = bytearray(Path(path).read_bytes())
    shift = (1 << 33) - int((1.4 + seconds) * 90000)
    for start in range(0, len(data), 188):
        packet = memoryview(data)[start:start + 188]
        payload = 4
        if packet[3] & 0x20:
            payload += 1 + packet[4]
            if packet[4] > 0 and packet[5] & 0x10:
                base = int.from_bytes(packet[6:11], "big") >> 7
                rest = int.from_bytes(packet[6:12], "big") & 0x7FFF
                packet[6:12] = ((((base + shift) & (1 << 33) - 1) << 15) | rest).to_bytes(6, "big")
        if packet[1] & 0x40 and packet[3] & 0x10 and bytes(packet[payload:payload + 3]) == b"\0\0\1" \
                and packet[payload + 3] >= 0xBD and packet[payload + 7] & 0x80:
            for at in range(payload + 9, payload + 9 + (10 if packet[payload + 7] & 0x40 else 5), 5):
                _shift_stamp(packet[at:at + 5], shift)
    out.write_bytes(data)


def _shift_stamp(stamp, shift: int) -> None:
    a, b, c = stamp[0], int.from_bytes(stamp[1:3], "big"), int.from_bytes(stamp[3:5], "big")
    time = ((a >> 1 & 7) << 30 | (b >> 1) << 15 | c >> 1) + shift & (1 << 33) - 1
    stamp[0] = a & 0xF1 | (time >> 30) << 1
    stamp[1:3] = ((time >> 15 & 0x7FFF) << 1 | 1).to_bytes(2, "big")
    stamp[3:5] = ((time & 0x7FFF) << 1 | 1).to_bytes(2, "big")


def caption(out: Path, path: str) -> None:
    """Puts an A53 caption message before the first slice of each picture of an H.264 byte stream."""
    words = bytes.fromhex("fc9420fc94ae")  # load a caption, clear the buffer
    head = bytes.fromhex("b500314741393403")  # the country and the provider, GA94, captions
    message = head + bytes([0x40 | len(words) // 3, 0xFF]) + words + b"\xff"
    unit = b"\0\0\0\1\x06\x04" + bytes([len(message)]) + message + b"\x80"
    data = Path(path).read_bytes()
    made, last = bytearray(), 0
    for found in re.finditer(rb"\x00?\x00\x00\x01", data):
        kind = data[found.end()] & 31
        first_slice = kind in (1, 5) and data[found.end() + 1] & 0x80  # first_mb_in_slice is 0
        if first_slice:
            made += data[last:found.start()] + unit
            last = found.start()
    out.write_bytes(made + data[last:])


def zero_sample(out: Path, path: str, number: int) -> None:
    """Makes one sample of the first track of an MP4 last no time at all; its table must have one entry."""
    data = Path(path).read_bytes()
    at = data.index(b"stts")
    count, samples, delta = struct.unpack(">3I", data[at + 8:at + 20])
    if count != 1:
        raise ValueError("stts has more than one entry")
    parts = [(number, delta), (1, 0), (samples - number - 1, delta)]
    parts = [part for part in parts if part[0]]
    table = struct.pack(">I", len(parts)) + b"".join(struct.pack(">2I", *part) for part in parts)
    out.write_bytes(_grow(data, at - 4, data[at:at + 8] + table))


def _grow(data: bytes, at: int, body: bytes) -> bytes:
    """Replaces the box at an offset (its index must stand last) and mends the sizes of the boxes around it."""
    old = struct.unpack(">I", data[at:at + 4])[0]
    new = struct.pack(">I", len(body) + 4) + body
    made = bytearray(data[:at] + new + data[at + old:])
    start, end = 0, len(data)
    while start < end:
        size = struct.unpack(">I", data[start:start + 4])[0]
        if start < at < start + size:
            made[start:start + 4] = struct.pack(">I", size + len(new) - old)
            start, end = start + 8, start + size
        else:
            start += size
    return bytes(made)


def turn(out: Path, path: str, a: int, b: int, c: int, d: int) -> None:
    """Sets the display matrix of the first track of an MP4."""
    data = bytearray(Path(path).read_bytes())
    at = data.index(b"tkhd") + 4
    if data[at] != 0:
        raise ValueError("tkhd is of another version")
    width, height = (value >> 16 for value in struct.unpack_from(">2I", data, at + 76))
    x = (width if a < 0 else 0) + (height if c < 0 else 0)
    y = (width if b < 0 else 0) + (height if d < 0 else 0)
    one = 1 << 16
    struct.pack_into(">9i", data, at + 40, a * one, b * one, 0, c * one, d * one, 0, x * one, y * one, 1 << 30)
    out.write_bytes(data)


def edits(out: Path, path: str, track: int, *entries: str) -> None:
    """Gives a track (counted from 1) of an MP4 another edit list: durations in the movie's ticks and media times."""
    data, at = Path(path).read_bytes(), 0
    for _ in range(track):
        at = data.index(b"edts", at + 1)
    table = struct.pack(">2I", 0, len(entries))
    table += b"".join(struct.pack(">IiI", *map(int, entry.split(",")), 1 << 16) for entry in entries)
    out.write_bytes(_grow(data, at - 4, b"edts" + struct.pack(">I", len(table) + 8) + b"elst" + table))


def add_box(out: Path, path: str, kind: str, head: str, text: str) -> None:
    """Adds a box at the end of an MP4: hexadecimal, then text."""
    body = bytes.fromhex(head) + text.encode()
    out.write_bytes(Path(path).read_bytes() + struct.pack(">I", len(body) + 8) + kind.encode() + body)


def keep(out: Path, path: str, share: float) -> None:
    """The first part of the bytes, as a copy that was cut short."""
    data = Path(path).read_bytes()
    out.write_bytes(data[:int(len(data) * share)])
