"""The measurement of `run`, which installs what it needs."""
import json
import os
import sys

sys.path.append(f"{os.path.dirname(__file__)}/../s3")
from store import CLIP, ROOT, Store, detections, engine, ffmpeg, frames, machine, run  # noqa: E402

FOLDER = f"{ROOT}/out/function"
REPEATS = 3


def make_video():
    os.makedirs(FOLDER, exist_ok=True)
    path = f"{FOLDER}/minute.mp4"
    if not os.path.exists(path):
        part = f"{FOLDER}/part.mp4"
        ffmpeg(
            "-stream_loop", str(REPEATS - 1), "-i", f"{CLIP}/faces.mp4", "-c", "copy", "-movflags", "+faststart", part)
        os.rename(part, path)
    return path


def event(store):
    head = store.client.head_object(Bucket="input", Key="minute.mp4")
    return {
        "video": {"bucket": "input", "key": "minute.mp4", "etag": head["ETag"].strip('"'),
                  "size": head["ContentLength"]},
        "output": {"bucket": "output", "key": "minute.mp4"},
        "detections": {"bucket": "boxes", "prefix": "boxes", "parts": 1}, "token": "0123456789abcdef"}


def invoke(store, memory, wanted):
    """One invocation through the tests' runtime API, whose address the container gets."""
    variables = {
        **store.environment, "_HANDLER": "blur", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(memory),
        "STATE_MACHINE_ARN": "arn:machine", "OUTPUT_BUCKET": "output", "DETECTIONS_BUCKET": "boxes"}
    names = [word for name in [*variables, "AWS_LAMBDA_RUNTIME_API"] for word in ("-e", name)]
    limits = ["-m", f"{memory}m", "--memory-swap", f"{memory}m"]
    script = json.dumps({"events": [event(store)], "seconds": 900})
    os.environ.update(variables)
    said, _ = run(store, [
        "python3", f"{ROOT}/Tests/Stack/lambda-runtime", script, *engine(), *limits, *names,
        os.environ.get("IMAGE", "frameveil"), "lambda"])
    told = json.loads(said)
    if not told["posts"] or told["posts"][0]["type"]:
        sys.exit(f"{memory} MB: {json.dumps(told, indent=1)}")
    metrics = next(line for line in map(json.loads, told["output"]) if "PeakRSS" in line)
    store.client.download_file("output", "minute.mp4", f"{FOLDER}/result.mp4")
    if frames(f"{FOLDER}/result.mp4") != wanted:
        sys.exit(f"{memory} MB: {frames(f'{FOLDER}/result.mp4')} frames of {wanted}")
    print(
        f"{memory} MB: {metrics['Seconds']:.0f} s, {metrics['Frames']} frames, "
        f"{metrics['PeakRSS'] / 1e6:.0f} MB peak memory")


def main():
    video = make_video()
    print(machine())
    store = Store(FOLDER)
    try:
        for bucket in ("input", "output", "boxes"):
            store.client.create_bucket(Bucket=bucket)
        store.client.upload_file(video, "input", "minute.mp4")
        store.client.put_object(Bucket="boxes", Key="boxes/00001.json", Body=detections(REPEATS))
        for memory in (512, 256):
            invoke(store, memory, frames(video))
    finally:
        store.close()


main()
