"""H.264 whose frames are coded as two fields each, which no encoder of Debian makes (Rec. ITU-T H.264, sections 7.3 and
9.1): a first field of raw samples, then fields that repeat it."""

from __future__ import annotations

WIDTH, HEIGHT = 20, 16  # macroblocks
FRAMES, GROUP = 26, 13


class Bits:
    """A raw byte sequence payload."""

    def __init__(self):
        self.bits: list[int] = []

    def fixed(self, value: int, count: int) -> "Bits":
        self.bits += [value >> place & 1 for place in range(count - 1, -1, -1)]
        return self

    def golomb(self, *values: int) -> "Bits":
        for value in values:
            count = (value + 1).bit_length()
            self.fixed(value + 1, 2 * count - 1)
        return self

    def align(self) -> "Bits":
        return self.fixed(0, -len(self.bits) % 8)

    def unit(self, header: int) -> bytes:
        """The unit with its start code and what prevents others in it."""
        self.fixed(1, 1).align()
        raw = int("".join(map(str, self.bits)), 2).to_bytes(len(self.bits) // 8, "big")
        made, zeros = bytearray(), 0
        for byte in raw:
            if zeros >= 2 and byte <= 3:
                made.append(3)
                zeros = 0
            made.append(byte)
            zeros = zeros + 1 if byte == 0 else 0
        return b"\0\0\0\1" + bytes([header]) + bytes(made)


def parameter_sets() -> bytes:
    sequence = Bits().fixed(77, 8).fixed(0, 8).fixed(30, 8).golomb(0, 4, 0, 4, 2).fixed(0, 1)
    sequence.golomb(WIDTH - 1, HEIGHT // 2 - 1)
    # Fields, 8x8 inference; no cropping; timing of 50 fields a second; no reordering.
    sequence.fixed(0, 1).fixed(0, 1).fixed(1, 1).fixed(0, 1).fixed(1, 1).fixed(0, 4)
    sequence.fixed(1, 1).fixed(1, 32).fixed(50, 32).fixed(1, 1).fixed(0, 3)
    sequence.fixed(1, 1).fixed(1, 1).golomb(0, 0, 10, 10, 0, 1)
    picture = Bits().golomb(0, 0).fixed(0, 2).golomb(0, 0, 0).fixed(0, 3).golomb(0, 0, 0).fixed(0, 3)
    return sequence.unit(0x67) + picture.unit(0x68)


def field(number: int, is_bottom: bool, shade: int | None) -> bytes:
    """A field of raw samples, or for no shade one that repeats the last."""
    is_first = shade is not None
    bits = Bits().golomb(0, 2 if is_first else 0, 0).fixed(number, 8).fixed(1, 1).fixed(is_bottom, 1)
    if is_first:
        bits.golomb(shade % 2)
    bits.fixed(2 * number + is_bottom, 8).fixed(0, 2 if is_first else 3)
    bits.golomb(0)
    count = WIDTH * HEIGHT // 2
    if not is_first:
        bits.golomb(count)
    for place in range(count if is_first else 0):
        bits.golomb(25).align()
        luma = (40 * shade + place % WIDTH * 5) % 200 + 20
        bits.fixed(int.from_bytes(bytes([luma] * 256 + [128] * 128), "big"), 3072)
    return bits.unit(0x65 if is_first else 0x41)


def stream() -> bytes:
    """Some frames, each of two fields with a delimiter before each."""
    made = bytearray()
    for frame in range(FRAMES):
        number = frame % GROUP
        for is_bottom in (False, True):
            is_key = number == 0 and not is_bottom
            made += Bits().fixed(7, 3).unit(9) + (parameter_sets() if is_key else b"")
            made += field(number, is_bottom, frame // GROUP if is_key else None)
    return bytes(made)
