"""How pictures and sounds are encoded, by name."""

from __future__ import annotations

from recipe import Sound, sound


def h264(pixels: str = "yuv420p", *more: str, crf: int = 12) -> tuple:
    return ("-c:v", "libx264", "-preset", "veryfast", "-crf", str(crf), "-g", "25", "-pix_fmt", pixels, *more)


def hevc(pixels: str = "yuv420p", *more: str, parameters: str = "", tag: str = "hvc1") -> tuple:
    settings = "log-level=error:pools=1:frame-threads=1" + (":" + parameters if parameters else "")
    tags = ("-tag:v", tag) if tag else ()
    return ("-c:v", "libx265", "-preset", "ultrafast", "-crf", "10", "-pix_fmt", pixels, "-x265-params", settings,
            *tags, *more)


def vp8(*more: str) -> tuple:
    return ("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-crf", "4", "-b:v", "8M", *more)


def vp9(pixels: str = "yuv420p", *more: str) -> tuple:
    return ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-crf", "8", "-b:v", "0",
            "-pix_fmt", pixels, *more)


def av1(pixels: str = "yuv420p", *more: str) -> tuple:
    return ("-c:v", "libaom-av1", "-cpu-used", "8", "-usage", "realtime", "-crf", "10", "-b:v", "0",
            "-pix_fmt", pixels, *more)


def simple(codec: str, pixels: str = "yuv420p", *more: str) -> tuple:
    """An encoder that takes a quantizer, or none."""
    return ("-c:v", codec, "-pix_fmt", pixels, *more)


def mpeg2(pixels: str = "yuv420p", *more: str) -> tuple:
    return simple("mpeg2video", pixels, "-q:v", "2", "-g", "12", *more)


def colours(primaries: str = "", transfer: str = "", matrix: str = "", span: str = "") -> tuple:
    named = (("-color_primaries", primaries), ("-color_trc", transfer), ("-colorspace", matrix),
             ("-color_range", span))
    return tuple(part for name, value in named if value for part in (name, value))


BT709 = colours("bt709", "bt709", "bt709", "tv")

AAC = sound("aac", "-b:a:{n}", "96k")
STEREO = sound("aac", "-b:a:{n}", "96k", "-ac:a:{n}", "2")
SURROUND = sound("aac", "-ac:a:{n}", "6")
MP3 = sound("libmp3lame")
MP2 = sound("mp2")
AC3 = sound("ac3")
EAC3 = sound("eac3")
DTS = sound("dca", "-strict", "-2", "-ac:a:{n}", "2")
OPUS = sound("libopus")
VORBIS = sound("libvorbis")
FLAC = sound("flac", "-strict", "-2")
ALAC = sound("alac")
TRUEHD = sound("truehd", "-strict", "-2", "-ac:a:{n}", "2")


def pcm(codec: str, *more: str, rate: int = 48000) -> Sound:
    return sound(codec, *more, rate=rate)
