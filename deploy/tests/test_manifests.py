"""The job definitions for other container engines."""
import json
import re
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


def test_the_kubernetes_job_is_restricted():
    """Conforms to the Pod Security Standard "restricted"."""
    pod = yaml.safe_load((FOLDER / "kubernetes-job.yaml").read_text())["spec"]["template"]["spec"]
    [container] = pod["containers"]
    assert container["args"] == COMMAND
    assert pod["securityContext"]["runAsNonRoot"]
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}
    assert container["resources"]["limits"]["memory"] == "1Gi"


def test_all_run_as_the_image_does():
    assert "USER 65532:65532" in (FOLDER / "Dockerfile").read_text().splitlines()


def test_images_are_named_by_digest():
    """A tag is mutable and may name another image at the next start."""
    for name in ("ecs-task.json", "batch-job.json", "kubernetes-job.yaml"):
        assert re.findall(r"amazonaws\.com/(\S+?)[\"\s]", (FOLDER / name).read_text()) == ["frameveil@sha256:DIGEST"]
