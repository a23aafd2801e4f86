"""The stack, synthesised once with the defaults, once with all parameters set, and with each kind of image API."""
import json
import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "deploy/cdk"))
os.environ.setdefault("JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION", "1")

CHOSEN = dict(
    stackName="chosen", inputPrefix="in/", outputPrefix="hidden/", blurOptions="--effect solid", blurMemory=10240,
    blurTimeout=600, blurConcurrency=7, spanConcurrency=300, spanSeconds=60, detectionsDays=1, keepBuckets=True,
    kmsKeyArn="arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f",
    alarmTopicArn="arn:aws:sns:eu-west-1:123456789012:alarms", jobTopicArn="arn:aws:sns:eu-west-1:123456789012:jobs")

# The image API with the defaults, open to everyone, and with all of its parameters set.
IMAGES = dict(stackName="images", images="iam")
OPEN_IMAGES = dict(stackName="open-images", images="open")
CHOSEN_IMAGES = dict(
    CHOSEN, stackName="chosen-images", images="jwt", imagesIssuer="https://login.example.com/tenant",
    imagesAudience="frameveil,other", imagesRate=50, imagesBurst=70, imagesDays=3, imagesMemory=1769,
    imagesConcurrency=9, imagesOriginals=True, imagesUrlSeconds=600, imagesOptions="--effect solid")


@pytest.fixture(scope="session")
def templates(tmp_path_factory):
    """The template files of all stacks, by name. Needs no Docker: assets are identified by the hash of their sources."""
    import aws_cdk as cdk
    from frameveil.settings import Settings
    from frameveil.stack import FrameveilStack

    context = json.loads((ROOT / "deploy/cdk/cdk.json").read_text())["context"]
    folder = tmp_path_factory.mktemp("cdk.out")
    app = cdk.App(outdir=str(folder), context=context)
    variants = [Settings(**given) for given in ({}, CHOSEN, IMAGES, OPEN_IMAGES, CHOSEN_IMAGES)]
    for settings in variants:
        FrameveilStack(app, settings.stackName, settings=settings)
    app.synth()
    return {settings.stackName: folder / f"{settings.stackName}.template.json" for settings in variants}


@pytest.fixture(scope="session")
def stacks(templates):
    """The templates as `aws_cdk.assertions` reads them."""
    from aws_cdk.assertions import Template
    return {name: Template.from_string(path.read_text()) for name, path in templates.items()}
