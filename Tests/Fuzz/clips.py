"""The sound inputs that mutations begin with: small clips, of 64x64 and a few frames, made by ffmpeg."""

import pathlib
import subprocess

PICTURES = ["-f", "lavfi", "-i", "testsrc2=size=64x64:rate=10:duration=0.9"]
SOUND = ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=8000:duration=0.9"]
H264 = ["-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-g", "5", "-pix_fmt", "yuv420p"]
AAC = ["-c:a", "aac", "-b:a", "16k"]

# Two of each container: with sound and index last or first, so that both ways of reading are met.
CLIPS = {
    "mp4": [("mp4", H264 + AAC), ("mp4", H264 + AAC + ["-movflags", "+faststart"])],
    "mov": [
        ("mov", H264 + ["-c:a", "pcm_s16le"]),
        ("mov", ["-c:v", "mjpeg", "-q:v", "9", "-pix_fmt", "yuvj420p", "-c:a", "aac", "-movflags", "+faststart"]),
    ],
    "fmp4": [
        ("mp4", H264 + AAC + ["-movflags", "frag_keyframe+empty_moov+default_base_moof"]),
        ("mp4", H264 + AAC + ["-movflags", "frag_every_frame+delay_moov"]),
    ],
    "mkv": [("matroska", H264 + AAC), ("matroska", H264 + AAC + ["-live", "1", "-cluster_time_limit", "200"])],
    "webm": [
        ("webm", ["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libopus", "-b:a", "16k"]),
        ("webm", ["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-an", "-cluster_time_limit", "200"]),
    ],
    "avi": [
        ("avi", ["-c:v", "mpeg4", "-g", "5", "-c:a", "pcm_s16le"]),
        ("avi", ["-c:v", "mjpeg", "-q:v", "9", "-pix_fmt", "yuvj420p", "-an"]),
    ],
    "ts": [("mpegts", H264 + AAC), ("mpegts", H264 + ["-c:a", "mp2", "-b:a", "32k"])],
}


def make(folder: pathlib.Path) -> dict[str, list[bytes]]:
    """The clips by container; those that are there are not made again."""
    folder.mkdir(parents=True, exist_ok=True)
    made = {}
    for container, clips in CLIPS.items():
        made[container] = [clip(folder / f"{container}{number}", *what) for number, what in enumerate(clips)]
    return made


def clip(path: pathlib.Path, muxer: str, arguments: list[str]) -> bytes:
    if not path.exists():
        part = path.with_suffix(".part")
        exact = ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact", "-threads", "1"]
        command = ["ffmpeg", "-nostdin", "-v", "error", "-y", *PICTURES, *SOUND, *arguments, *exact]
        subprocess.run([*command, "-f", muxer, str(part)], check=True)
        part.rename(path)
    return path.read_bytes()
