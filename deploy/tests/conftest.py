"""The stack, synthesised once with the defaults and once with all parameters set."""
import json
import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cdk"))
os.environ.setdefault("JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION", "1")

CHOSEN = dict(
    stackName="chosen", inputPrefix="in/", outputPrefix="hidden/", blurOptions="--effect solid", blurMemory=10240,
    blurTimeout=600, blurConcurrency=7, detectionsDays=1, keepBuckets=True,
    kmsKeyArn="arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f",
    alarmTopicArn="arn:aws:sns:eu-west-1:123456789012:alarms", jobTopicArn="arn:aws:sns:eu-west-1:123456789012:jobs")


@pytest.fixture(scope="session")
def templates(tmp_path_factory):
    """The template files of both stacks, by name. Needs no Docker: assets are identified by the hash of their sources."""
    import aws_cdk as cdk
    from frameveil.settings import Settings
    from frameveil.stack import FrameveilStack

    context = json.loads((Path(__file__).resolve().parents[1] / "cdk" / "cdk.json").read_text())["context"]
    folder = tmp_path_factory.mktemp("cdk.out")
    app = cdk.App(outdir=str(folder), context=context)
    for settings in (Settings(), Settings(**CHOSEN)):
        FrameveilStack(app, settings.stackName, settings=settings)
    app.synth()
    return {name: folder / f"{name}.template.json" for name in ("frameveil", "chosen")}


@pytest.fixture(scope="session")
def stacks(templates):
    """The two templates as `aws_cdk.assertions` reads them."""
    from aws_cdk.assertions import Template
    return {name: Template.from_string(path.read_text()) for name, path in templates.items()}
