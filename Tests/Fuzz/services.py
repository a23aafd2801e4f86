"""Servers on loopback whose answers are mutated: of files, of S3 and AWS's other services, of Lambda's runtime."""

import random
import socket
import threading
import time

import mutations


class Server:
    """Gives each request to `answer`, which gives the bytes to send back, or None to close without."""

    def __init__(self, answer):
        self.answer = answer
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.speak, args=(sock,), daemon=True).start()

    def close(self):
        self.listener.close()

    def speak(self, sock):
        try:
            with sock, sock.makefile("rb") as stream:
                sock.settimeout(2)
                while request := Request.read(stream):
                    answer = self.answer(request)
                    if answer is None:
                        return
                    sock.sendall(answer)
        except (OSError, ValueError):
            pass


class Request:
    @classmethod
    def read(cls, stream):
        words = stream.readline().split()
        if len(words) < 3:
            return None
        request = cls()
        request.method, request.target = words[0].decode(), words[1].decode()
        request.fields = {}
        while (line := stream.readline().strip()):
            name, _, value = line.partition(b":")
            request.fields[name.strip().lower().decode("latin-1")] = value.strip().decode("latin-1")
        request.body = stream.read(int(request.fields.get("content-length", 0)))
        return request


def message(status, fields, body=b""):
    lines = [f"HTTP/1.1 {status} Status", *(f"{name}: {value}" for name, value in fields.items())]
    if "Content-Length" not in fields:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode(), body


def file(request, data):
    """Bytes of a file, by ranges."""
    fields = {"ETag": '"one"', "Last-Modified": "Mon, 02 Jan 2023 03:04:05 GMT"}
    if request.method == "HEAD":
        return message(200, fields | {"Content-Length": len(data)})
    span = request.fields.get("range", "bytes=0-").removeprefix("bytes=").split("-")
    start, last = int(span[0] or 0), min(int(span[1] or len(data) - 1), len(data) - 1)
    if start >= len(data):
        return message(416, {"Content-Range": f"bytes */{len(data)}"})
    return message(206, fields | {"Content-Range": f"bytes {start}-{last}/{len(data)}"}, data[start : last + 1])


def store(request, data):
    """As S3 answers: an object to read, and any to write."""
    if "uploadId=" in request.target and request.method == "POST":
        return message(200, {}, b"<CompleteMultipartUploadResult><ETag>&quot;a-1&quot;</ETag></CompleteMultipartUploadResult>")
    if "uploads" in request.target and request.method == "POST":
        answer = b"<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>"
        return message(200, {}, answer)
    if "uploads" in request.target:
        uploads = b"<Upload><Key>r.mp4</Key><UploadId>u1</UploadId><Initiated>2026-01-01T00:00:00Z</Initiated></Upload>"
        return message(200, {}, b"<ListMultipartUploadsResult>" + uploads + b"</ListMultipartUploadsResult>")
    if request.method in ("PUT", "DELETE"):
        return message(204 if request.method == "DELETE" else 200, {"ETag": '"0123456789abcdef0123456789abcdef"'})
    if request.method == "HEAD" and "outgoing" in request.target + request.fields.get("host", ""):
        return message(404, {})
    return file(request, data)


BOX = b'"Confidence":99,"BoundingBox":{"Left":0.1,"Top":0.2,"Width":0.3,"Height":0.4}'
FOUND = {
    "DetectFaces": b'{"FaceDetails":[{%b}]}' % BOX,
    "DetectLabels": b'{"Labels":[{"Name":"Car","Confidence":90,"Instances":[{%b}]}],"LabelModelVersion":"3.0"}' % BOX,
    "DetectText": b'{"TextDetections":[{"DetectedText":"a","Type":"WORD","Id":1,"Confidence":9,"Geometry":{%b}}]}' % BOX,
    "DetectModerationLabels": b'{"ModerationLabels":[]}',
}
PAGE = b"""{"JobStatus":"SUCCEEDED","VideoMetadata":{"DurationMillis":900,"FrameWidth":64,"FrameHeight":64},"Faces":[
{"Timestamp":0,"Face":{"BoundingBox":{"Left":0.1,"Top":0.1,"Width":0.3,"Height":0.3},"Confidence":99}}]}"""


def amazon(request, data):
    """S3, Rekognition and Step Functions behind one address."""
    target = request.fields.get("x-amz-target", "")
    if target.endswith("GetFaceDetection"):
        return message(200, {"Content-Type": "application/x-amz-json-1.1"}, PAGE)
    if target.endswith(("DetectFaces", "DetectLabels", "DetectText", "DetectModerationLabels")):
        return message(200, {}, FOUND[target.split(".")[-1]])
    if target:
        return message(200, {}, b'{"JobId":"0123456789abcdef","executionArn":"arn:e","startDate":1.7e9}')
    return store(request, data)


def mutated(rng: random.Random, answered, share):
    """Bytes of an answer; a share of them with a mutated head or body, cut short, or with what is none."""
    head, body = answered
    if rng.random() >= share:
        return head + body
    match rng.randrange(8):
        case 0 | 1 | 2:
            return mutations.text(rng, head) + body
        case 3 | 4 if body:
            body = mutations.text(rng, body[:20_000])
            kept = [line for line in head.split(b"\r\n") if line and not line.startswith(b"Content-Length")]
            return b"\r\n".join([*kept, b"Content-Length: %d" % len(body), b"", b""]) + body
        case 5:
            return (head + body)[: rng.randrange(len(head) + len(body))] + b"\r\n\r\n" * rng.randrange(2)
        case 6:
            fields = [b"X-A: b"] * rng.choice([1, 100, 20_000])
            return head[:-2] + b"\r\n".join(fields) + b"\r\n\r\n" + body
    return mutations.blind(rng, head + body)


class Runtime:
    """Lambda's runtime API, which gives one event after the other and takes note of the answers."""

    def __init__(self, events):
        self.events, self.answers, self.idle = list(events), [], threading.Event()
        self.server = Server(self.answer)

    def answer(self, request):
        if request.method == "POST":
            self.answers.append(request.target)
            return b"".join(message(202, {}))
        if not self.events:
            self.idle.set()
            time.sleep(20)
            return None
        fields = {
            "Lambda-Runtime-Aws-Request-Id": f"id-{len(self.events)}",
            "Lambda-Runtime-Deadline-Ms": str(int(time.time() * 1000) + 900_000),
        }
        return b"".join(message(200, fields, self.events.pop(0)))
