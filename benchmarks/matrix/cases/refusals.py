"""What is no video that can be redacted: refused by name, with a way out."""

from case import Case
from coding import AAC, MP3, h264, hevc
from recipe import Recipe, Step, clip

ENCRYPTED = ("-encryption_scheme", "cenc-aes-ctr", "-encryption_key", "0123456789abcdef0123456789abcdef",
             "-encryption_kid", "fedcba9876543210fedcba9876543210")


def made(ending: str, *arguments: str) -> Recipe:
    return Recipe((Step("ffmpeg", (*arguments, "{out}"), ending),), 1)


def written(ending: str, hexadecimal: str) -> Recipe:
    return Recipe((Step("write_bytes", (hexadecimal,), ending),), 1)


PATTERN = ("-f", "lavfi", "-i", "testsrc2=size=160x120:rate=10:duration=1")
STILL = (*PATTERN, "-frames:v", "1")
TONE = ("-f", "lavfi", "-i", "sine=duration=1")
GIF = made("gif", *PATTERN)
MP4 = clip("mp4", h264(), AAC)

CASES = [
    Case("refuse-gif", GIF, expect="refused", says="gif"),
    Case("refuse-gif-named-mp4", GIF.then("rename", "{in}", ending="mp4"), expect="refused", says="gif"),
    Case("refuse-webp", made("webp", *STILL), expect="refused", says="webp|picture|image"),
    Case("refuse-jpeg", made("jpg", *STILL), expect="refused", says="jpe?g|picture|image"),
    Case("refuse-jpeg-named-mp4", made("jpg", *STILL).then("rename", "{in}", ending="mp4"), expect="refused",
         says="jpe?g|picture|image"),
    Case("refuse-png-named-mov", made("png", *STILL).then("rename", "{in}", ending="mov"), to="mov", expect="refused",
         says="png|picture|image"),
    Case("refuse-sound-only-m4a", made("m4a", *TONE, "-c:a", "aac"), expect="refused", says="no video|no picture"),
    Case("refuse-sound-only-mp3", made("mp3", *TONE), expect="refused", says="no video|no picture"),
    Case("refuse-mp3-with-cover", made("mp3", *TONE, *STILL[:4], "-map", "0", "-map", "1", "-frames:v", "1", "-c:v",
                                       "mjpeg"), expect="refused", says="no video|cover|picture"),
    Case("refuse-empty", written("mp4", ""), expect="refused", says="empty"),
    Case("refuse-four-bytes", written("mp4", "00000018"), expect="refused"),
    Case("refuse-four-bytes-mkv", written("mkv", "1a45dfa3"), expect="refused"),
    Case("refuse-text", Recipe((Step("write", ("this is no video\n" * 100,), "mp4"),), 1), expect="refused"),
    Case("refuse-playlist", Recipe((Step("write", ("#EXTM3U\n#EXTINF:1,\na.ts\n",), "m3u8"),), 1), expect="refused"),
    Case("refuse-two-videos-mp4", made("mp4", *PATTERN, *PATTERN, "-map", "0", "-map", "1", *h264()),
         expect="refused", says="two video|2 video|several video|more than one"),
    Case("refuse-two-videos-mkv", made("mkv", *PATTERN, *PATTERN, "-map", "0", "-map", "1", *h264()),
         to="mkv", expect="refused", says="two video|2 video|several video|more than one"),
    Case("refuse-encrypted", clip("mp4", h264(), AAC, after=ENCRYPTED), expect="refused", says="encrypt|protect"),
    Case("refuse-mp4-without-index", MP4.then("keep", "{in}", 0.7), expect="refused", says="index|moov|truncated"),
    Case("refuse-mkv-cut-short", clip("mkv", hevc(tag=""), MP3, seconds=2).then("keep", "{in}", 0.6), to="mkv",
         expect="refused", says="damaged|cut|end"),
    Case("refuse-mp4-index-only", clip("mp4", h264(), AAC, after=("-movflags", "+faststart")).then("keep", "{in}", 0.3),
         expect="refused", says="damaged|cut|end"),
    Case("refuse-raw-h264", made("h264", *PATTERN, *h264()), expect="refused", says="timestamps"),
    Case("refuse-no-samples", made("mp4", *PATTERN, "-t", "0", *h264(), "-movflags", "empty_moov"), expect="refused"),
]
