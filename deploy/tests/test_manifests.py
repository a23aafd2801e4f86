"""The job definitions for other container engines."""
import json
import os
import re
import subprocess
from pathlib import Path

import botocore.session
import yaml
from botocore.validate import validate_parameters

FOLDER = Path(__file__).resolve().parents[1]
COMMAND = ["blur", "s3://INPUT/video.mp4", "-o", "s3://OUTPUT/video.mp4", "--rekognition"]


def shape(service, operation):
    """The input shape of an operation in the AWS service model."""
    return botocore.session.Session().get_service_model(service).operation_model(operation).input_shape


def test_ecs_takes_the_task():
    task = json.loads((FOLDER / "ecs-task.json").read_text())
    validate_parameters(task, shape("ecs", "RegisterTaskDefinition"))
    [container] = task["containerDefinitions"]
    assert container["command"] == COMMAND
    assert container["readonlyRootFilesystem"] and not container["privileged"]
    assert container["user"] == "65532:65532" and container["memory"] <= int(task["memory"])


def test_batch_takes_the_job():
    job = json.loads((FOLDER / "batch-job.json").read_text())
    validate_parameters(job, shape("batch", "RegisterJobDefinition"))
    container = job["containerProperties"]
    assert [job["parameters"].get(word.removeprefix("Ref::"), word) for word in container["command"]] == COMMAND
    assert container["readonlyRootFilesystem"] and container["user"] == "65532:65532"


def is_restricted(job):
    """Asserts that a job conforms to the Pod Security Standard "restricted"; returns its arguments."""
    pod = job["spec"]["template"]["spec"]
    [container] = pod["containers"]
    assert pod["securityContext"]["runAsNonRoot"]
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}
    assert container["resources"]["limits"]["memory"] == "1Gi"
    return container["args"]


def test_the_kubernetes_job_is_restricted():
    assert is_restricted(yaml.safe_load((FOLDER / "kubernetes-job.yaml").read_text())) == COMMAND


def spans_of_kubernetes():
    """The indexed jobs, and the commands in the comment before them."""
    text = (FOLDER / "kubernetes-spans.yaml").read_text()
    return list(yaml.safe_load_all(text)), re.findall(r"^#   (.*)$", text, re.MULTILINE)


def test_the_indexed_jobs_are_restricted_and_fail_as_a_whole():
    jobs, _ = spans_of_kubernetes()
    for job in jobs:
        is_restricted(job)
        spec = job["spec"]
        assert spec["completionMode"] == "Indexed" and spec["completions"] == spec["parallelism"]
        assert spec["maxFailedIndexes"] == 0 and spec["backoffLimitPerIndex"] == 2


def submitted(tmp_path, spans):
    """The jobs that batch-spans submits, by name; `aws` only writes down what it gets."""
    record = tmp_path / "record"
    (tmp_path / "aws").write_text(
        "#!/bin/sh\n"
        f"while [ $# -gt 1 ]; do shift; done\nprintf '%s\\n' \"$1\" >> '{record}'\nwc -l < '{record}' | tr -d ' '\n")
    (tmp_path / "aws").chmod(0o755)
    subprocess.run(
        [FOLDER / "batch-spans", "queue", str(spans), "s3://INPUT/long.mp4", "s3://WORK/", "s3://OUTPUT/long.mp4"]
        + ["-d", "s3://INPUT/faces.json", "--hide", 'a "quoted" word'], check=True, stdout=subprocess.DEVNULL,
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"})
    return [json.loads(line) for line in record.read_text().splitlines()]


def test_batch_takes_the_jobs_of_spans_in_order(tmp_path):
    jobs = submitted(tmp_path, 32)
    for job in jobs:
        validate_parameters(job, shape("batch", "SubmitJob"))
    assert [job["jobName"].removeprefix("frameveil-") for job in jobs] == [
        "divide", "analyze", "plan", "encode", "join"]
    assert [job.get("dependsOn", [{"jobId": "none"}])[0]["jobId"] for job in jobs] == ["none", "1", "2", "3", "4"]
    assert [job.get("arrayProperties", {}).get("size") for job in jobs] == [None, 32, None, 32, None]
    assert jobs[0]["containerOverrides"]["command"][-1] == 'a "quoted" word'


def test_an_array_of_one_has_no_index(tmp_path):
    """Batch refuses arrays of one job."""
    jobs = submitted(tmp_path, 1)
    assert not any("arrayProperties" in job for job in jobs)
    assert not any("job" in job["containerOverrides"]["command"] for job in jobs)


def test_both_engines_run_the_same_commands(tmp_path):
    commands = {job["containerOverrides"]["command"][0]: job["containerOverrides"]["command"]
                for job in submitted(tmp_path, 32)}
    jobs, steps = spans_of_kubernetes()
    written = [job["spec"]["template"]["spec"]["containers"][0]["args"] for job in jobs]
    written += [step.split() for step in steps]
    assert len(written) == len(commands)

    def meaning(words):
        """Without the order of the options and the detector's ones, which the caller gives."""
        given = words[:words.index("--hide")] if "--hide" in words else words
        return sorted(word.replace("--force", "-f") for word in given if word != "-f" and word != "--force")
    for words in written:
        assert meaning(words) == meaning(commands[words[0]]), words


def test_all_run_as_the_image_does():
    assert "USER 65532:65532" in (FOLDER / "Dockerfile").read_text().splitlines()


def test_images_are_named_by_digest():
    """A tag is mutable and may name another image at the next start."""
    for name in ("ecs-task.json", "batch-job.json", "kubernetes-job.yaml", "kubernetes-spans.yaml"):
        images = re.findall(r"amazonaws\.com/(\S+?)[\"\s]", (FOLDER / name).read_text())
        assert set(images) == {"frameveil@sha256:DIGEST"}
