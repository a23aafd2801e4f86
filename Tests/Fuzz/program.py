"""Runs the program under limits of time and memory, and judges how it ended."""

import dataclasses
import json
import os
import pathlib
import signal
import subprocess
import threading

# What 'frameveil --help' tells of exit codes. 70 is documented, too, but says that this is a bug.
DOCUMENTED = {0, 3, 64, 65, 66, 69, 73, 74, 77, 78}
# A result that differs from its input is a bug, but of a damaged input it is no fault: nobody gets it.
NOT_PUBLISHED = b"is not published"
KEPT_BACK = "kept back (70)"
# Of processor time; of the clock ten times as many, since a busy machine is no fault of the program.
SECONDS = 60
PATIENCE = 10 * SECONDS
ADDRESS_SPACE = 6 << 30
RESIDENT = 700 << 20
LIMITS = ["prlimit", f"--as={ADDRESS_SPACE}", f"--cpu={SECONDS}", "--core=0", f"--fsize={256 << 20}"]

QUIET = {
    "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_MAX_ATTEMPTS": "1",
    "AWS_EC2_METADATA_DISABLED": "true", "STATE_MACHINE_ARN": "arn:machine", "OUTPUT_BUCKET": "outgoing",
    "DETECTIONS_BUCKET": "detections", "IMAGES_BUCKET": "pictures", "SWIFT_BACKTRACE": "enable=no",
    "no_proxy": "127.0.0.1",
}  # fmt: skip


@dataclasses.dataclass
class End:
    """How a run ended; `fault` says what must not be."""

    code: int
    output: bytes = b""
    errors: bytes = b""
    fault: str = ""

    @property
    def outcome(self):
        if self.fault or self.code == 0:
            return self.fault or "done"
        return KEPT_BACK if self.code == 70 else f"refused ({self.code})"


def start(words, more=None, **pipes):
    kept = {name: value for name, value in os.environ.items() if name == "PATH" or name.startswith("FRAMEVEIL_")}
    environment = {**kept, "HOME": "/nonexistent", **QUIET, **(more or {})}
    return subprocess.Popen(LIMITS + words, env=environment, start_new_session=True, **pipes)


def run(words, more=None) -> End:
    """Runs to the end, or to the limits."""
    process = start(words, more, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    late = threading.Event()

    def stop():
        late.set()
        os.killpg(process.pid, signal.SIGKILL)

    timer = threading.Timer(PATIENCE, stop)
    timer.start()
    errors = []
    reader = threading.Thread(target=lambda: errors.append(process.stderr.read()))
    reader.start()
    output = process.stdout.read()
    reader.join()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    timer.cancel()
    end = End(process.returncode, output, errors[0])
    if late.is_set() or end.code == -signal.SIGXCPU:
        end.fault = "hang"
    elif end.code < 0:
        end.fault = f"crash ({signal.Signals(-end.code).name})"
    elif end.code not in DOCUMENTED and not (end.code == 70 and NOT_PUBLISHED in end.errors):
        end.fault = f"bug ({end.code})"
    elif usage.ru_maxrss << 10 > RESIDENT:
        end.fault = "memory"
    elif end.code and not end.errors.strip():
        end.fault = "no message"
    return end


def frames(path) -> int | None:
    """How many pictures ffmpeg decodes; None where it finds no video or needs too long. The sound is not decoded, since a
    damaged one is copied as it is; but it is read, since ffmpeg takes another way through some damaged files without."""
    for sound in (["-map", "0:a?", "-c:a", "copy"], []):
        words = ["ffmpeg", "-v", "error", "-nostdin", "-i", str(path), "-map", "0:v:0", *sound, "-vsync", "passthrough"]
        try:
            decoded = subprocess.run([*words, "-f", "framecrc", "-"], capture_output=True, timeout=PATIENCE).stdout
        except subprocess.TimeoutExpired:
            return None
        if count := sum(line.startswith(b"0,") for line in decoded.splitlines()):
            return count
    return None


def judge_result(end: End, source, folder: pathlib.Path, name: str):
    """Nothing is left after a failure; a result can be read and has all pictures, or the summary says what it lacks."""
    left = sorted(path.name for path in folder.iterdir())
    if end.fault:
        return
    if end.code:
        end.fault = f"left behind: {left}" if left else ""
        return
    if left != [name]:
        end.fault = f"left: {left}"
        return
    made, wanted = frames(folder / name), frames(source)
    if made is None:
        end.fault = "unreadable result"
        return
    summary = json.loads(end.output)
    says = summary.get("notes") or summary.get("damagedFrames")
    if wanted is not None and made < wanted and not says:
        end.fault = "pictures lost"
