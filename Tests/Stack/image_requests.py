"""Hooks of schemathesis for docs/image-api.yaml: what no schema describes.

The variable IMAGES has the paths of whole JPEG and PNG files, separated by colons; if DAMAGED is set, the requests have these
cut and changed. Which image a request gets depends on the request only, so that a run can be repeated.
"""
import base64
import hashlib
import os
import random

import schemathesis
from hypothesis import strategies
from schemathesis.core.parameters import ParameterLocation

WHOLE = [open(path, "rb").read() for path in os.environ["IMAGES"].split(":")]
BINARY = ("image/jpeg", "image/png", "application/octet-stream")


def damaged(seed):
    chance = random.Random(seed)
    content = bytearray(chance.choice(WHOLE))
    for _ in range(chance.randrange(1, 5)):
        # Behind the first bytes, which name the format. Headers decide more than pixels.
        place = chance.randrange(8, min(len(content), chance.choice((60, 700, 1 << 20))))
        content[place] = chance.randrange(256)
    if chance.random() < 0.3:
        del content[chance.randrange(len(content)):]
    return bytes(content)


IMAGES = WHOLE if "DAMAGED" not in os.environ else [damaged(seed) for seed in range(1000)]
for name in BINARY:
    schemathesis.openapi.media_type(name, strategies.sampled_from(IMAGES))


@schemathesis.hook
def before_call(context, case, kwargs):
    """Base64 is that of an image, and keys of different requests differ."""
    identity = repr((case.method, case.media_type, case.query, dict(case.headers or {}), case.body))
    if not case.meta.is_negative_at(ParameterLocation.BODY):
        text = base64.b64encode(random.Random(identity).choice(IMAGES)).decode()
        if case.media_type == "text/plain":
            case.body = text
        elif case.media_type == "application/json":
            case.body = {**case.body, "image": text}
    key = (case.headers or {}).get("Idempotency-Key")
    if key and not case.meta.is_negative_at(ParameterLocation.HEADER):
        case.headers["Idempotency-Key"] = key[:200] + hashlib.sha256(identity.encode()).hexdigest()[:32]


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """That text is hidden by one colour only cannot be told of parameters in two places."""
    return "these parameters do not go together" not in response.text
