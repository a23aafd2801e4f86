"""A long video of 40 spans: two workers are killed, one answers twice, and one is slower than all others."""
import json
import pathlib
import re
import subprocess
import threading

SPANS = 40
# One worker is killed while it begins the upload of its piece, the other while it completes it.
KILLED_FIRST, KILLED_LAST = 5, 23
TWICE, SLOW = 11, 38
PIECE = re.compile(r"/detections/spans/\w+/(\d+)\.piece\?(\w+)")
# Without loss, so that decoded frames do not depend on where an encoder began.
PROFILE = """extensions:
encode: videoconvert ! x264enc pass=quant quantizer=0 speed-preset=ultrafast bframes=0 key-int-max=250
mux: mp4
"""


def check(condition, words):
    if not condition:
        raise AssertionError(words)


def make_clip(folder, sample):
    """A key frame each six frames: 40 spans of the sample's 240 frames."""
    path = pathlib.Path(folder, "long.mp4")
    subprocess.run(["ffmpeg", "-v", "error", "-i", sample, "-vf", "scale=640:360", "-c:v", "libx264", "-preset",
                    "veryfast", "-g", "6", "-sc_threshold", "0", "-c:a", "copy", path], check=True)
    return path


def sums(path, stream):
    """The decoded frames of the video, or the packets of the sound, with their timestamps."""
    copied = ["-c", "copy"] if stream == "a" else []
    words = ["ffmpeg", "-v", "error", "-i", path, "-map", f"0:{stream}", *copied, "-f", "framemd5", "-"]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


class Workers:
    """What happens to the workers; all of it follows from requests, none from a time."""

    def __init__(self, stack):
        self.stack = stack
        self.lock = threading.Lock()
        self.begun, self.ended, self.killed = [], set(), set()
        self.all_others = threading.Event()

    def around(self, name, body, invoke):
        if name != "blur-span":
            return invoke(body)
        span = json.loads(body)["span"]
        with self.lock:
            self.begun.append(span)
        answer = invoke(body)
        if span == TWICE:
            check(invoke(body) == answer, "a worker that runs twice answers differently")
        with self.lock:
            if b"errorType" not in answer:
                self.ended.add(span)
            if self.ended | {SLOW} == set(range(1, SPANS + 1)):
                self.all_others.set()
        if span == SLOW:
            self.all_others.wait()
        return answer

    def watch(self, method, path):
        """Kills a worker when its request arrives, once."""
        if not (found := PIECE.match(path)) or method != "POST":
            return
        span, query = int(found[1]), found[2]
        with self.lock:
            if (span, query) not in ((KILLED_FIRST, "uploads"), (KILLED_LAST, "uploadId")) or span in self.killed:
                return
            self.killed.add(span)
        self.stack.kill("blur-span", lambda event: event["span"] == span)


def a_long_video_over_many_workers(stack, sample, run_whole):
    path = make_clip(stack.folder, sample)
    profile = stack.folder / "lossless.profile"
    profile.write_text(PROFILE)
    options = f"--min-confidence 50 -p {profile}"
    work = 3 * 640 * 360 / 1e6 * 240
    # There is more work than time, but a plan fits.
    limits = {"BLUR_TIMEOUT_SECONDS": str(0.8 * work), "SECONDS_PER_MEGAPIXEL_FRAME": "3",
              "SPAN_SECONDS": str(work / SPANS), "SPAN_CONCURRENCY": "3", "BLUR_OPTIONS": options}
    for name in ("start-detection", "plan", "blur-span", "join"):
        stack.restart(name, **limits)
    workers = Workers(stack)
    stack.around, stack.watch = workers.around, workers.watch
    execution = run_whole("long.mp4", path)
    check(execution["status"] == "SUCCEEDED", execution)
    check(workers.killed == {KILLED_FIRST, KILLED_LAST}, workers.killed)
    check(sorted(workers.begun) == sorted([*range(1, SPANS + 1), KILLED_FIRST, KILLED_LAST]), workers.begun)
    expect_the_result_of_one_run(stack, path, options, json.loads(execution["output"]))
    history = stack.client("stepfunctions").get_execution_history(executionArn=execution["executionArn"])["events"]
    check(max(len(json.dumps(event, default=str)) for event in history) < 4096, "a state contains more than references")


def expect_the_result_of_one_run(stack, path, options, answer):
    s3, folder = stack.client("s3"), stack.folder
    found = [item["Key"] for item in s3.list_objects_v2(Bucket="detections")["Contents"]]
    check(not [key for key in found if key.startswith("spans/")], f"pieces are left: {found}")
    head = s3.head_object(Bucket="output", Key="long.mp4")
    pages = sorted(key for key in found if key.startswith(head["Metadata"]["frameveil-token"] + "/"))
    for number, key in enumerate(pages):
        s3.download_file("detections", key, str(folder / f"page-{number}.json"))
    pages = [word for number in range(len(pages)) for word in ("-d", folder / f"page-{number}.json")]
    whole, divided = folder / "whole.mp4", folder / "divided.mp4"
    report, own = folder / "whole.json", json.loads(
        s3.get_object(Bucket="output", Key="long.mp4.report.json")["Body"].read())
    subprocess.run([stack.program, "blur", path, *pages, *options.split(), "--untouched", "encode", "-q", "-f", "-o", whole,
                    "--report", report], check=True)
    s3.download_file("output", "long.mp4", str(divided))
    for stream in ("v", "a"):
        check(sums(whole, stream) == sums(divided, stream), f"stream {stream} is not that of one run")
    check(answer["output"]["bytes"] == head["ContentLength"] == divided.stat().st_size, answer)
    one = json.loads(report.read_text())
    for member in ("tracks", "weakSpots", "cuts", "samplingSeconds"):
        check(own[member] == one[member], f"{member} of the report is not that of one run")
    for member in ("frames", "framesWithFaces", "faces", "detections", "verdict"):
        check(own["summary"][member] == one["summary"][member], own["summary"])
    check(own["summary"]["bytes"] == head["ContentLength"], own["summary"])
    check(own["summary"]["compared"]["method"] == "by reference", own["summary"])
