"""The image path on this machine: POST, API Gateway and the function in Lambda's emulator, Rekognition, S3."""
import base64
import contextlib
import hashlib
import json
import subprocess
import sys
import uuid

import requests

from stack import BASE, REPOSITORY

STACK = REPOSITORY / "Tests/Stack"
sys.path.append(str(STACK))
import gateway_event  # noqa: E402 (it is beside the other stand-ins)

BUCKET = "pictures"
SAMPLE = REPOSITORY / "samples/faces.mp4"
# Ten frames of two people each, beside and below each other.
TWENTY = "select='not(mod(n,9))*lt(n,90)',scale=640:360,tile=2x5"


def check(condition, words):
    if not condition:
        raise AssertionError(words)


@contextlib.contextmanager
def service(script, *words, **variables):
    """A stand-in of Tests/Stack: its URL. It ends when its standard input does."""
    process = subprocess.Popen(
        [sys.executable, STACK / script, *words], env={**BASE, **variables}, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        text=True)
    try:
        line = process.stdout.readline()
        check(line.startswith("ready "), f"{script} printed '{line}'")
        yield line.split()[1]
    finally:
        process.stdin.close()
        process.wait()


class Images:
    def __init__(self, stack):
        self.stack, self.folder = stack, stack.folder
        self.cases = []
        stack.client("s3").create_bucket(Bucket=BUCKET)
        self.photograph = self.picture("photograph.jpg", "-ss", "4", "-i", SAMPLE)
        self.twenty = self.picture("twenty.jpg", "-i", SAMPLE, "-vf", TWENTY)

    def picture(self, name, *words):
        """A frame as a file."""
        path = self.folder / name
        subprocess.run(
            ["ffmpeg", "-v", "error", *words, "-frames:v", "1", "-q:v", "2", path], check=True)
        return path

    @contextlib.contextmanager
    def api(self, service_at_fault=None, **fault):
        """The URL of the API; `rekognition` or `s3` may have a fault, which Tests/Stack/fault_plan.py describes."""
        urls = {"rekognition": f"http://127.0.0.1:{self.stack.rekognition_port}", "s3": self.stack.url}
        with contextlib.ExitStack() as ends:
            if service_at_fault:
                plan = self.folder / "plan.json"
                plan.write_text(json.dumps({"faults": [{"fault": "answer", **fault}]}))
                urls[service_at_fault] = ends.enter_context(
                    service("fault-proxy", urls[service_at_fault], plan, self.folder / "faults"))
            yield ends.enter_context(service(
                "http-gateway", REPOSITORY / ".build/emulator/aws-lambda-rie", self.stack.program, "lambda", "analyze-image",
                AWS_ENDPOINT_URL_S3=urls["s3"], AWS_ENDPOINT_URL_REKOGNITION=urls["rekognition"], IMAGES_BUCKET=BUCKET,
                AWS_MAX_ATTEMPTS="2", IMAGE_OPTIONS="--effect solid"))

    def post(self, url, is_valid=True, **words):
        """Sends a request as `requests` does, and keeps it with its response for the judge."""
        # The local Rekognition finds faces.
        words = {"params": {"features": "faces"}, **words}
        request = requests.Request("POST", f"{url}images", **words).prepare()
        body = request.body or b""
        event = gateway_event.event(
            "POST", request.path_url, request.headers.items(), body.encode() if isinstance(body, str) else body, str(uuid.uuid4()))
        with requests.Session() as session:
            response = session.send(request)
        own = {name.lower(): value for name, value in response.headers.items()
               if name.lower() not in ("server", "date", "content-length")}
        if "error" in response.json() or response.ok:
            self.cases.append({"request": event if is_valid else None, "response": {
                "statusCode": response.status_code, "headers": own, "body": response.text}})
        return response

    def judge(self):
        """Validates requests and responses against docs/image-api.yaml."""
        path = self.folder / "cases.jsonl"
        path.write_text("".join(json.dumps(case) + "\n" for case in self.cases))
        subprocess.run([sys.executable, REPOSITORY / "scripts/judge-api", path], check=True, stdout=subprocess.DEVNULL)

    def keys(self):
        return [item["Key"] for item in self.stack.client("s3").list_objects_v2(Bucket=BUCKET).get("Contents", [])]

    def hidden(self, body):
        """The copy, by its presigned URL."""
        path = self.folder / f"hidden-{body['id']}.jpg"
        path.write_bytes(requests.get(body["urls"]["hidden"]).content)
        return path

    def seen(self, path, faces):
        """How many of these faces detectors of other families than the local Rekognition's see in a picture."""
        run = subprocess.run(
            [self.stack.program, "verify", "--panel", "--json", path], env=BASE, capture_output=True, text=True)
        check(run.returncode in (0, 3), run.stderr)
        found = json.loads(run.stdout)
        boxes = [one["box"] for one in found["visible"] + found["lone"]
                 if any(judge["judge"] != "CenterFace" for judge in one["judges"])]
        return sum(any(is_inside(centre(box), face["box"]) for box in boxes) for face in faces)


def centre(box):
    return box["left"] + box["width"] / 2, box["top"] + box["height"] / 2


def is_inside(point, box):
    return 0 <= point[0] - box["left"] <= box["width"] and 0 <= point[1] - box["top"] <= box["height"]


def a_picture_in_each_kind_of_body(images):
    content = images.photograph.read_bytes()
    text = base64.b64encode(content).decode()
    found = []
    with images.api() as url:
        for words in (
                {"files": {"image": ("Über uns.jpg", content, "image/jpeg")}},
                {"data": content, "headers": {"Content-Type": "image/jpeg"}},
                {"data": text, "headers": {"Content-Type": "text/plain"}},
                {"json": {"image": f"data:image/jpeg;base64,{text}", "features": ["faces"]}}):
            response = images.post(url, **words)
            check(response.status_code == 200, response.text)
            found.append(response.json())
    check(len({body["fingerprint"] for body in found}) == 1, "the same picture has several fingerprints")
    check(len(images.keys()) == 8, images.keys())
    for body in found:
        check(len(body["faces"]) >= 2 and body["hidden"]["regions"] == len(body["faces"]), body)
        stored = requests.get(body["urls"]["result"]).json()
        check(stored["faces"] == body["faces"] and "urls" not in stored, stored)
    digests = {hashlib.sha256(images.hidden(body).read_bytes()).hexdigest() for body in found}
    check(len(digests) == 1, "the same picture is hidden in several ways")
    faces = found[0]["faces"]
    check(images.seen(images.photograph, faces) >= 2, "the judges see nobody in the original")
    check(images.seen(images.hidden(found[0]), faces) == 0, "a face is visible")


def what_is_no_picture_or_too_large(images):
    content = images.photograph.read_bytes()
    before = images.keys()
    wide = images.picture("wide.png", "-f", "lavfi", "-i", "color=size=10002x8")
    jpeg = {"Content-Type": "image/jpeg"}
    with images.api() as url:
        for data, headers, status, code in (
                (content + bytes(5 << 20), jpeg, 413, None),
                (wide.read_bytes(), {"Content-Type": "image/png"}, 413, "ImageTooLarge"),
                (b"no picture", jpeg, 415, "UnsupportedMediaType"), (content[:20000], jpeg, 422, "InvalidImage"),
                (content, {"Content-Type": "video/mp4"}, 415, "UnsupportedMediaType"),
                (b"", jpeg, 400, "MissingImage")):
            response = images.post(url, is_valid=False, data=data, headers=headers)
            body = response.json()
            check(response.status_code == status, response.text)
            # What is too large for Lambda is refused by API Gateway.
            check(body["error"]["code"] == code if code else body == {"message": "Request Entity Too Large"}, body)
    check(images.keys() == before, "a refused request has stored something")


def a_picture_without_faces(images):
    grey = images.picture("grey.png", "-f", "lavfi", "-i", "testsrc=size=320x240")
    with images.api() as url:
        body = images.post(url, data=grey.read_bytes(), headers={"Content-Type": "image/png"}).json()
    check(body["faces"] == [] and body["hidden"]["regions"] == 0, body)
    check(body["objects"]["hidden"] in images.keys(), body)


def a_picture_of_twenty_faces(images):
    with images.api() as url:
        body = images.post(url, data=images.twenty.read_bytes(), headers={"Content-Type": "image/jpeg"}).json()
    check(len(body["faces"]) == 20 and body["hidden"]["regions"] == 20, body)
    check(images.seen(images.twenty, body["faces"]) == 20, "the judges do not see all in the original")
    check(images.seen(images.hidden(body), body["faces"]) == 0, "a face is visible")


def a_throttled_rekognition(images):
    words = {"data": images.photograph.read_bytes(), "headers": {"Content-Type": "image/jpeg"}}
    fault = {"operation": "DetectFaces", "status": 400, "code": "ThrottlingException"}
    before = images.keys()
    with images.api("rekognition", **fault) as url:
        response = images.post(url, **words)
    check(response.status_code == 429 and response.json()["error"]["code"] == "Throttled", response.text)
    check(int(response.headers["Retry-After"]) > 0 and images.keys() == before, response.headers)
    with images.api("rekognition", nth=1, **fault) as url:
        check(images.post(url, **words).status_code == 200, "throttling is not retried")


def a_bucket_that_refuses(images):
    before = images.keys()
    with images.api("s3", operation="PutObject", status=403, code="AccessDenied") as url:
        response = images.post(url, data=images.photograph.read_bytes(), headers={"Content-Type": "image/jpeg"})
    check(response.status_code == 502 and response.json()["error"]["code"] == "ServiceRefused", response.text)
    check(BUCKET not in response.text and images.keys() == before, response.text)


def every_response_is_as_described(images):
    images.judge()


SCENARIOS = (
    a_picture_in_each_kind_of_body, what_is_no_picture_or_too_large, a_picture_without_faces, a_picture_of_twenty_faces,
    a_throttled_rekognition, a_bucket_that_refuses, every_response_is_as_described)
