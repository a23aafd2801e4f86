"""What is fuzzed: for each kind of input, one run with the input of a number, and how it ended."""

import base64
import datetime
import hashlib
import hmac
import http.client
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import clips
import mutations
import program
import services

VIDEOS = list(clips.CLIPS)
# A run of these is a process that is given many inputs.
BATCHES = {"lambda": 20, "serve": 25}
# Far longer than a server waits for a request or for its answer to be taken, since a busy machine is no fault of it.
SECONDS = 600
FUNCTIONS = "start-face-detection await-message resume check-job-status get-detections record-failure blur plan blur-span join remove-pieces analyze-image".split()


class Fuzzer:
    def __init__(self, path: str, seed: int, folder: pathlib.Path):
        self.path, self.seed, self.folder = path, seed, folder
        self.clips = clips.make(folder / "clips")
        self.answer = json.dumps(json.loads(services.PAGE)).encode()

    def chance(self, kind, number) -> random.Random:
        return random.Random(f"{self.seed}/{kind}/{number}")

    def input(self, kind, number) -> bytes:
        """The bytes of an input, for those kinds that have one file."""
        rng = self.chance(kind, number)
        sound = [self.answer, *DETECTIONS] if kind == "detections" else self.clips[kind]
        # The sound ones come first: each of them must be done.
        return sound[number] if number < len(sound) else mutations.mutate(rng, kind, sound)

    def run(self, kind, number) -> list[program.End]:
        """The ends of the run with an input, or with the batch that begins with it."""
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        try:
            return getattr(self, "run_" + kind, self.run_video)(kind, number, folder)
        finally:
            shutil.rmtree(folder)

    def blur(self, source, folder, detections, output="r.mp4", more=None):
        words = [self.path, "blur", str(source), "-d", str(detections), "-o", output, "--json", "-q", "--allow-mismatch"]
        return program.run(words, more)

    def run_video(self, kind, number, folder):
        (folder / "out").mkdir()
        source, detections = folder / "input", folder / "d.json"
        source.write_bytes(self.input(kind, number))
        detections.write_bytes(self.answer)
        name = {"avi": "r.mkv", "mov": "r.mov"}.get(kind, "r.mp4")
        end = self.blur(source, folder, detections, str(folder / "out" / name))
        program.judge_result(end, source, folder / "out", name)
        if number < len(self.clips[kind]) and end.code:
            end.fault = end.fault or f"a sound input is refused ({end.code})"
        return [end]

    def run_detections(self, kind, number, folder):
        (folder / "out").mkdir()
        detections = folder / "d.json"
        detections.write_bytes(self.input(kind, number))
        output = str(folder / "out" / "r")
        if number % 4:
            frames = ["--fps", "10", "--frames", "12", "--size", "64x64"]
            end = program.run([self.path, "track", "-d", str(detections), *frames, "-o", output, "-q"])
            left = list((folder / "out").iterdir())
            if not end.fault and len(left) != (1 if end.code == 0 else 0):
                end.fault = f"left: {left}"
            return [end]
        source = folder / "input"
        source.write_bytes(self.clips["mp4"][0])
        end = self.blur(source, folder, detections, output + ".mp4")
        program.judge_result(end, source, folder / "out", "r.mp4")
        return [end]

    def run_http(self, kind, number, folder):
        """A video behind a URL."""
        (folder / "out").mkdir()
        rng = self.chance(kind, number)
        container = rng.choice(VIDEOS)
        data = rng.choice(self.clips[container])
        server = services.Server(lambda request: services.mutated(rng, services.file(request, data), 0.4))
        (folder / "input").write_bytes(data)
        (folder / "d.json").write_bytes(self.answer)
        name = {"avi": "r.mkv", "mov": "r.mov"}.get(container, "r.mp4")
        url = f"http://127.0.0.1:{server.port}/input"
        end = self.blur(url, folder, folder / "d.json", str(folder / "out" / name))
        server.close()
        program.judge_result(end, folder / "input", folder / "out", name)
        return [end]

    def run_s3(self, kind, number, folder):
        """From bucket to bucket."""
        rng = self.chance(kind, number)
        data = self.clips["mp4"][rng.randrange(2)]
        completed = []

        def answer(request):
            answered = services.store(request, data)
            sent = services.mutated(rng, answered, 0.2)
            if request.method in ("POST", "PUT") and "uploads" not in request.target:
                whole = sent == b"".join(answered)
                completed.append((request.method, whole))
            return sent

        server = services.Server(answer)
        (folder / "d.json").write_bytes(self.answer)
        more = {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.port}"}
        end = self.blur("s3://incoming/a.mp4", folder, folder / "d.json", "s3://outgoing/r.mp4", more)
        server.close()
        if not end.fault and end.code == 0 and not completed:
            end.fault = "done, and nothing was written"
        if not end.fault and end.code and ("POST", True) in completed:
            end.fault = "published after an error"
        return [end]

    def run_lambda(self, kind, number, folder):
        rng = self.chance(kind, number)
        function = FUNCTIONS[number // BATCHES[kind] % len(FUNCTIONS)]
        events = [mutations.mutate(rng, kind, EVENTS[function]) for _ in range(BATCHES[kind])]
        runtime = services.Runtime(events)
        data = self.clips["mp4"][0]
        amazon = services.Server(lambda request: services.mutated(rng, services.amazon(request, data), 0.15))
        more = {
            "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{runtime.server.port}",
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{amazon.port}",
        }
        log = folder / "log"
        with log.open("wb") as sink:
            process = program.start([self.path, "lambda", function], more, stdout=sink, stderr=sink)
        ends = program.End(0)
        if not wait(runtime.idle, process, 120):
            ends.fault = died(process) or f"hang in {function}"
            ends.errors = log.read_bytes()[-3000:]
        elif len(runtime.answers) != len(events):
            ends.fault = "an event without an answer"
        stop(process)
        runtime.server.close()
        amazon.close()
        return [ends] + [program.End(0)] * (len(events) - 1)

    def run_serve(self, kind, number, folder):
        rng = self.chance(kind, number)
        bucket = folder / "bucket"
        bucket.mkdir()
        (bucket / "a.mp4").write_bytes(self.clips["mp4"][0])
        log = folder / "log"
        words = [self.path, "serve", "--rekognition", "--listen", "127.0.0.1:0", "--folder", str(folder), "--jobs", "0"]
        with log.open("wb") as sink:
            process = program.start(words, stdout=subprocess.PIPE, stderr=sink)
        url = process.stdout.readline().decode().strip()
        ends = []
        for _ in range(BATCHES[kind]):
            end = program.End(0)
            host, _, port = url.removeprefix("http://").partition(":")
            _, seconds = send(int(port or 0), message(rng, f"{host}:{port}"))
            if process.poll() is not None or not port:
                process.wait()
                end.fault = died(process)
                end.errors = log.read_bytes()[-3000:]
            elif seconds >= SECONDS:
                end.fault = "hang"
            ends.append(end)
            if end.fault:
                break
        if not ends[-1].fault:
            answer, _ = send(int(port), signed(f"{host}:{port}", "GetFaceDetection", b'{"JobId":"x"}'))
            if answer != 400:
                ends[-1].fault = f"no answer any more, but {answer}"
        stop(process)
        return ends


def wait(event, process, seconds):
    for _ in range(seconds * 10):
        if event.wait(0.1):
            return True
        if process.poll() is not None:
            return event.is_set()
    return False


def died(process):
    if process.poll() is None:
        return ""
    code = process.returncode
    return f"crash ({signal.Signals(-code).name})" if code < 0 else f"ended ({code})"


def stop(process):
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def send(port, data):
    """The status of the answer and the seconds until it or the connection's end was there."""
    begin, status = time.monotonic(), 0
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as sock:
            sock.sendall(data)
            # To the server a client that closes its side before it has the answer is gone.
            if not is_whole(data):
                sock.shutdown(socket.SHUT_WR)
            answer = http.client.HTTPResponse(sock)
            answer.begin()
            answer.read(1 << 20)
            status = answer.status
    except (OSError, http.client.HTTPException):
        pass
    return status, time.monotonic() - begin


def is_whole(request):
    head, gap, body = request.partition(b"\r\n\r\n")
    length = re.search(rb"\r\ncontent-length: *(\d+)\r?\n?", head + b"\r\n", re.IGNORECASE)
    return bool(gap) and len(body) >= (int(length[1]) if length else 0)


def message(rng, host):
    """A request: its body mutated and signed, or all of it mutated."""
    operation, body = rng.choice(REQUESTS)
    if rng.random() < 0.6:
        return signed(host, operation, mutations.mutate(rng, "text", [body]))
    return mutations.mutate(rng, "text", [signed(host, operation, body)])


def signed(host, operation, body):
    """A request with Signature Version 4."""
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    fields = {"host": host, "x-amz-date": now, "x-amz-target": f"RekognitionService.{operation}"}
    names, scope = ";".join(fields), f"{now[:8]}/us-east-1/rekognition/aws4_request"
    lines = "".join(f"{name}:{value}\n" for name, value in fields.items())
    request = f"POST\n/\n\n{lines}\n{names}\n{hashlib.sha256(body).hexdigest()}"
    key = b"AWS4secret"
    for part in [*scope.split("/"), f"AWS4-HMAC-SHA256\n{now}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"]:
        key = hmac.digest(key, part.encode(), "sha256")
    credential = f"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/{scope}, SignedHeaders={names}, Signature={key.hex()}"
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    rest = f"Authorization: {credential}\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: {len(body)}\r\n\r\n"
    return f"POST / HTTP/1.1\r\n{head}{rest}".encode() + body


JPEG = subprocess.run(
    ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=64x64", "-frames:v", "1", "-f", "mjpeg", "-"],
    capture_output=True, check=True,
).stdout  # fmt: skip
REQUESTS = [
    ("StartFaceDetection", b'{"Video":{"S3Object":{"Bucket":"bucket","Name":"a.mp4"}},"ClientRequestToken":"t","JobTag":"j"}'),
    ("GetFaceDetection", b'{"JobId":"0123456789abcdef","MaxResults":1000,"NextToken":"AAAA"}'),
    ("StartFaceSearch", b'{"Video":{"S3Object":{"Bucket":"bucket","Name":"a.mp4"}},"CollectionId":"c","FaceMatchThreshold":80}'),
    ("DetectFaces", b'{"Image":{"S3Object":{"Bucket":"bucket","Name":"a.mp4"}},"Attributes":["ALL"]}'),
    ("DetectFaces", b'{"Image":{"Bytes":"' + base64.b64encode(JPEG) + b'"}}'),
]

SEARCH = {"JobStatus": "SUCCEEDED", "Persons": [{"Timestamp": 0, "Person": {"Index": 0, "Face": {
    "BoundingBox": {"Left": 0.1, "Top": 0.1, "Width": 0.2, "Height": 0.2}, "Confidence": 99}},
    "FaceMatches": [{"Similarity": 97, "Face": {"FaceId": "f"}}]}]}  # fmt: skip
DETECTIONS = [
    json.dumps(SEARCH).encode(),
    b'{"timestamps":{"480":[{"Width":0.25,"Height":0.25,"Left":0.1,"Top":0}],"520":[]},"response":{"JobStatus":"SUCCEEDED"}}',
    b'[{"JobStatus":"SUCCEEDED","NextToken":"t","Faces":[]},' + services.PAGE + b"]",
]

VIDEO = {"bucket": "incoming", "key": "a.mp4", "etag": "e", "size": 14275}
PARTS = {"bucket": "detections", "prefix": "t", "parts": 1}
OUTPUT = {"bucket": "outgoing", "key": "a.mp4"}
UPLOAD = {"eventSource": "aws:s3", "eventName": "ObjectCreated:Put", "s3": {
    "bucket": {"name": "incoming"}, "object": {"key": "a%20b.mp4", "size": 14275, "eTag": "e", "sequencer": "00"}}}  # fmt: skip
# A JPEG of 16x16 pixels.
PICTURE = (
    "/9j/4AAQSkZJRgABAgAAAQABAAD/2wBDAAg+Pkk+SVVVVVVVVWRdZGhoaGRkZGRoaGhwcHCDg4NwcHBoaHBwfHyDg4+Tj4eHg4eTk5ubm7q6sr"
    "LZ2eD/////xABsAAEBAAAAAAAAAAAAAAAAAAAFBgEBAAMBAAAAAAAAAAAAAAAABgIDAQQQAQACAgEDBQEAAAAAAAAAAAECEQMAkRMhEiKhYdFB"
    "MREAAQMEAgIDAQAAAAAAAAAAARIDAjEhABFxkULRIvBiYf/AABEIABAAEAMBEgACEgADEgD/2gAMAwEAAhEDEQA/AJmnHjjTSl2fP89naFIzxx"
    "9QUBxX1qlpuMjsgHm+HG3pCSUE/eM0FS9+CU/xRvnPMFpevmvVPz3iuSfRkIAX3A/NEzEskk8Xi9GNTlKsieTvEkGoxjsOCXGveXxiJFwnwSm5"
    "tutqXybJBWCREzTY1Gus/9k="
)
FORM = b"--X\r\nContent-Disposition: form-data; name=hide\r\n\r\nfaces\r\n--X\r\nContent-Disposition: form-data; name=\"a\"; " \
    b"filename=\"a.jpg\"\r\n\r\n%b\r\n--X--\r\n" % base64.b64decode(PICTURE)


def http_event(body, kind, is_base64=True, **fields):
    return {
        "version": "2.0", "headers": {"content-type": kind, **fields}, "queryStringParameters": {"features": "faces,text"},
        "requestContext": {"requestId": "r", "http": {"method": "POST"}}, "body": body, "isBase64Encoded": is_base64}


EVENTS = {
    "analyze-image": [
        http_event(PICTURE, "image/jpeg"), http_event(json.dumps({"image": PICTURE, "effect": "solid"}), "application/json", False),
        http_event(base64.b64encode(FORM).decode(), "multipart/form-data; boundary=X"),
        http_event(PICTURE, "text/plain", False, **{"idempotency-key": "k"}),
    ],
    "start-face-detection": [
        {"video": VIDEO, "token": "t", "polls": 0},
        {"Records": [UPLOAD]},
        {"Records": [{"eventSource": "aws:sqs", "body": json.dumps({"Message": json.dumps({"Records": [UPLOAD]})})}]},
        {"detail": {"bucket": {"name": "incoming"}, "object": {"key": "a.mp4", "size": 14275, "etag": "e"}}},
    ],
    "await-message": [{"jobId": "0123456789abcdef", "taskToken": "token"}],
    "resume": [{"Records": [{"Sns": {"Message": json.dumps({"JobId": "0123456789abcdef", "Status": "SUCCEEDED"})}}]}],
    "check-job-status": [{"jobId": "0123456789abcdef", "polls": 3}],
    "get-detections": [{"jobId": "0123456789abcdef", "token": "t", "nextToken": "n", "parts": 1, "faces": 1000}],
    "record-failure": [{
        "video": VIDEO, "output": OUTPUT, "token": "t", "error": {"Error": "TooLong", "Cause": "{}"}, "detections": PARTS,
    }],
    "blur": [{"video": VIDEO, "output": OUTPUT, "detections": PARTS, "token": "t"}],
    "plan": [{"video": VIDEO, "output": OUTPUT, "detections": PARTS, "token": "t"}],
    "blur-span": [{"video": VIDEO, "token": "t", "span": 1}],
    "join": [{"video": VIDEO, "output": OUTPUT, "token": "t", "spans": 2}],
    "remove-pieces": [{"token": "t"}],
}  # fmt: skip
EVENTS = {function: [json.dumps(event).encode() for event in events] for function, events in EVENTS.items()}
