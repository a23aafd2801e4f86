"""The measurement of `run`, which installs what it needs. The store, OpenStack Swift, limits the throughput."""
import json
import os
import re
import sys
import tempfile

from store import CLIP, ROOT, SECONDS, Store, detections, engine, ffmpeg, frames, length, machine, run

RELEASE = f"{ROOT}/.build/release"
FOLDER = f"{ROOT}/out/s3"
MEGABYTES = int(os.environ.get("MEGABYTES", 1000))
# Opened for writing, but no files: devices, and the names of threads.
NO_FILES = re.compile(r'"/dev/(null|tty)"|"/proc/self/task/[0-9]+/comm"')


def make_video():
    """The benchmark's clip at a high bit rate, repeated up to the size; with the index first, and last."""
    os.makedirs(FOLDER, exist_ok=True)
    part, last, first = (f"{FOLDER}/{name}-{MEGABYTES}.mp4" for name in ("part", "index-last", "index-first"))
    if not os.path.exists(first):
        ffmpeg(
            "-i", f"{CLIP}/faces.mp4", "-vf", "noise=alls=20:allf=t", "-c:v", "libx264", "-preset", "ultrafast",
            "-pix_fmt", "yuv420p", "-b:v", "80M", "-c:a", "copy", part)
        repeats = max(1, round(MEGABYTES * 1e6 / os.path.getsize(part)))
        ffmpeg("-stream_loop", str(repeats - 1), "-i", part, "-c", "copy", last)
        ffmpeg("-i", last, "-c", "copy", "-movflags", "+faststart", part)
        os.rename(part, first)
    return last, first


def compare_reading(store, key):
    """Alternately; the fastest of three runs each."""
    print("# reading, beside curl")
    url = store.client.generate_presigned_url("get_object", Params={"Bucket": "input", "Key": key})
    ours, theirs = [], []
    for _ in range(3):
        said, seconds = run(store, [f"{RELEASE}/measure-s3", "input", key])
        print(f"measure-s3: {said.strip()}")
        ours.append(seconds)
        theirs.append(run(store, ["curl", "-sSf", "-o", "/dev/null", url])[1])
        print(f"curl: {theirs[-1]:.2f} s")
    print(f"throughput beside curl: {min(theirs) / min(ours):.2f}")


def blur(store, key, *, before=(), program=f"{RELEASE}/frameveil"):
    words = [
        *before, program, "blur", f"s3://input/{key}", "--detections", "s3://input/faces.json", "-o",
        f"s3://output/{key}", "--force", "--json", "--quiet"]
    said, seconds = run(store, words)
    summary = json.loads(said)
    size = store.client.head_object(Bucket="output", Key=key)["ContentLength"]
    if summary["frames"] != frames(f"{FOLDER}/{key}"):
        sys.exit(f"{key}: {summary['frames']} frames of {frames(f'{FOLDER}/{key}')}")
    transfer = summary["transfer"]
    print(
        f"{key}: {seconds:.0f} s, {summary['frames']} frames, {summary['peakRSS'] / 1e6:.0f} MB peak, "
        f"{size / 1e6:.0f} MB written")
    print(
        f"  first byte sent after {transfer['secondsToFirstByte']:.2f} s, {transfer['rangeRequests']} range requests, "
        f"{transfer['bytesReceived'] / 1e6:.1f} MB received, {transfer['bytesReceivedTwice']} bytes of that twice")


def container(store, key):
    variables = [word for name in store.environment for word in ("-e", name)]
    blur(
        store, key, program=os.environ["IMAGE"],
        before=[*engine(), "-m", "256m", "--memory-swap", "256m", *variables])


def opened_for_writing(store, key):
    with tempfile.NamedTemporaryFile("r") as trace:
        blur(store, key, before=[
            "strace", "-f", "--seccomp-bpf", "-qq", "-o", trace.name, "-e",
            "trace=open,openat,openat2,creat,memfd_create,mkdir,mkdirat,rename,renameat,renameat2"])
        calls = trace.read().splitlines()
    writing = [call for call in calls if re.search(r"O_WRONLY|O_RDWR|O_CREAT|creat|mkdir|rename|memfd", call)]
    writing = [call for call in writing if not NO_FILES.search(call)]
    print(f"  {len(calls)} files opened, {len(writing)} of them for writing")
    print("".join(f"    {call}\n" for call in writing), end="")


def main():
    videos = make_video()
    print(machine())
    store = Store(FOLDER)
    try:
        for bucket in ("input", "output"):
            store.client.create_bucket(Bucket=bucket)
        for video in videos:
            store.client.upload_file(video, "input", os.path.basename(video))
        repeats = round(length(videos[0]) / SECONDS)
        store.client.put_object(Bucket="input", Key="faces.json", Body=detections(repeats))
        last, first = (os.path.basename(video) for video in videos)
        compare_reading(store, first)
        print("# bucket to bucket")
        blur(store, first)
        print("# with strace")
        opened_for_writing(store, last)
        if "IMAGE" in os.environ:
            print("# in a container of 256 MB, read-only")
            container(store, first)
    finally:
        store.close()


main()
