"""Writes what libFuzzer begins with: for each reader sound inputs, behind the byte that chooses it.

    corpus.py FOLDER
"""

import pathlib
import sys

import clips
import kinds
import services

TEXTS = [b"bytes 0-99/1000", b"s3://bucket/a/b.mp4?versionId=x", b"https://user:secret@host:1/path?query"]
SIGNATURE = (
    b"GET\n/a%20b?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=K%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
    b"&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=00\nHost: h"
)
AUTHORIZATION = (
    b"POST\n/\nhost: h\nx-amz-date: 20130524T000000Z\nAuthorization: AWS4-HMAC-SHA256 "
    b"Credential=K/20130524/us-east-1/rekognition/aws4_request, SignedHeaders=host;x-amz-date, Signature=00"
)
XML = b"<?xml version='1.0'?><a xmlns:b='u'><b:c>1 &amp; 2</b:c><d/></a>"


def main(folder):
    made = clips.make(folder.parent / "clips")
    movies = [clip for kind in ("mp4", "mov", "fmp4") for clip in made[kind]]
    # Each clip's head alone, too: mutations then fall on boxes rather than on coded pictures.
    heads = [clip[clip.find(b"moov") - 4 :][:6000] for clip in movies]
    readers = [movies + heads, [services.PAGE, *kinds.DETECTIONS], TEXTS, [SIGNATURE, AUTHORIZATION], [XML]]
    for reader, inputs in enumerate(readers):
        for number, data in enumerate(inputs):
            (folder / f"{reader}-{number}").write_bytes(bytes([reader]) + data)


main(pathlib.Path(sys.argv[1]))
