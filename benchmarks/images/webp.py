"""What a second compression does to a lossy WebP image: bytes beside those of the source, and its untouched pixels.

    .build/image-judges/bin/python benchmarks/images/webp.py [IMAGE ...]

Each image becomes a WebP of quality 80; that is decoded, and encoded again. Without images, on four frames of the sample clip.
"""
import io
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image

WAYS = [("quality 90", {"quality": 90}), ("quality 95", {"quality": 95}), ("quality 100", {"quality": 100}),
        ("lossless", {"lossless": True, "method": 4, "quality": 75, "exact": True})]
SAMPLE = pathlib.Path(__file__).parent.parent.parent / "samples/faces.mp4"


def webp(image, **options):
    file = io.BytesIO()
    image.save(file, "webp", **options)
    return file


def pixels(image):
    return np.array(image.convert("RGB")).astype(float)


def sample_frames(folder):
    subprocess.run(["ffmpeg", "-v", "error", "-i", SAMPLE, "-vf", "select='not(mod(n,60))'", "-fps_mode", "passthrough",
                    "-frames:v", "4", f"{folder}/%d.png"], check=True)
    return sorted(pathlib.Path(folder).iterdir())


def measure(paths):
    for name, options in WAYS:
        growth, error, same = [], [], []
        for path in paths:
            source = webp(Image.open(path).convert("RGB"), quality=80)
            decoded = Image.open(source).convert("RGB")
            again = webp(decoded, **options)
            before, after = pixels(decoded), pixels(Image.open(again))
            growth.append(len(again.getvalue()) / len(source.getvalue()))
            error.append(((before - after) ** 2).mean())
            same.append((before == after).all(axis=2).mean())
        mean = np.mean(error)
        quality = f"{10 * np.log10(255**2 / mean):.1f} dB" if mean else "exact"
        print(f"{name:12} {np.mean(growth):5.2f} times the bytes  {quality:8}  {np.mean(same):4.0%} of the pixels as before")


def main():
    with tempfile.TemporaryDirectory() as folder:
        measure(sys.argv[1:] or sample_frames(folder))


main()
