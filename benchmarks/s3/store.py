"""The tests' S3 server for benchmarks, with clients; and properties of a video by ffprobe."""
import json
import os
import shlex
import shutil
import subprocess
import sys
import time
from datetime import date

import boto3
from botocore.config import Config

ROOT = os.path.abspath(f"{os.path.dirname(__file__)}/../..")
sys.path.append(f"{ROOT}/Tests/Stack")
from s3_configuration import USERS  # noqa: E402

# The clip of `make bench`, and its length.
CLIP, SECONDS = f"{ROOT}/out/clip-20", 20
KEY = next(iter(USERS))
SECRET = USERS[KEY][1]
# A container without a writable path; callers add its limits.
SEALED = ["run", "--rm", "--network", "host", "--read-only", "--cap-drop", "ALL",
          "--ulimit", "nofile=1024:1024", "--ulimit", "nproc=4096:4096"]


def machine():
    """The first line of a measurement: date, cores and processor."""
    processor = next(line for line in open("/proc/cpuinfo") if line.startswith("model name")).split(": ")[1].strip()
    return f"# {date.today()}, {os.cpu_count()} cores, {processor}"


def detections(repeats):
    """The clip's faces as one response, repeated as often as the clip; without VideoMetadata, which describes one."""
    with open(f"{CLIP}/faces.json") as file:
        answer = json.load(file)
    answer.pop("VideoMetadata", None)
    answer["Faces"] = [
        {**face, "Timestamp": face["Timestamp"] + 1000 * SECONDS * turn}
        for turn in range(repeats) for face in answer["Faces"]]
    return json.dumps(answer).encode()


def engine():
    """The command that starts a container: ENGINE, or docker or podman, whichever has the image."""
    words = shlex.split(os.environ.get("ENGINE", "docker" if shutil.which("docker") else "podman"))
    # podman mounts writable temporary folders into a read-only container unless told otherwise.
    return [*words, *SEALED, *(["--read-only-tmpfs=false"] if "podman" in words[0] else [])]


def ffmpeg(*words):
    subprocess.run(["ffmpeg", "-v", "error", "-y", *words], check=True)


def probe(video, *words):
    command = ["ffprobe", "-v", "error", "-select_streams", "v", "-of", "csv=p=0", *words, video]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip().strip(",")


def length(video):
    return float(probe(video, "-show_entries", "format=duration"))


def frames(video):
    return int(probe(video, "-count_packets", "-show_entries", "stream=nb_read_packets"))


class Store:
    """Its objects are in a temporary folder below the given one until it is closed."""

    def __init__(self, folder):
        os.makedirs(folder, exist_ok=True)
        self.process = subprocess.Popen(
            [sys.executable, f"{ROOT}/Tests/Stack/s3-server", folder], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().split()[1]
        self.client = boto3.client(
            "s3", endpoint_url=self.url, aws_access_key_id=KEY, aws_secret_access_key=SECRET,
            region_name="us-east-1", config=Config(s3={"addressing_style": "path"}, signature_version="s3v4"))

    @property
    def environment(self):
        return {
            "AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_REGION": "us-east-1",
            "AWS_ENDPOINT_URL_S3": self.url}

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def run(store, words):
    """Standard output, and the duration in seconds."""
    start = time.monotonic()
    done = subprocess.run(words, env={**os.environ, **store.environment}, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f"{shlex.join(words)} ended with {done.returncode}")
    return done.stdout, time.monotonic() - start
