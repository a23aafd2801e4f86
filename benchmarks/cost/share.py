"""A CPU share like that of a Lambda function: the quota of a control group (cgroup v2, or v1)."""
import os
import pathlib

ROOT = pathlib.Path("/sys/fs/cgroup")
PERIOD = 100_000


class Share:
    """Programs that are started with `enter` as preexec_fn use at most `cores` processors together."""

    def __init__(self, cores):
        isV2 = (ROOT / "cgroup.controllers").exists()
        self.group = (ROOT if isV2 else ROOT / "cpu") / f"frameveil-{os.getpid()}"
        quota = int(cores * PERIOD)
        try:
            self.group.mkdir()
            if isV2:
                (self.group / "cpu.max").write_text(f"{quota} {PERIOD}")
            else:
                (self.group / "cpu.cfs_period_us").write_text(str(PERIOD))
                (self.group / "cpu.cfs_quota_us").write_text(str(quota))
        except OSError as error:
            raise SystemExit(f"a control group with a CPU quota cannot be made ({error}): run this as root, "
                             "where /sys/fs/cgroup can be written") from error

    def enter(self):
        """Moves the calling process into the group."""
        (self.group / "cgroup.procs").write_text(str(os.getpid()))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.group.rmdir()
