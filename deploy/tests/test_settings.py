"""What users can choose, and how it is told."""
import re
from dataclasses import fields
from pathlib import Path

import aws_cdk as cdk
import pytest
from frameveil.settings import Settings, SettingsError

README = Path(__file__).resolve().parents[1] / "README.md"


def read(**context):
    return Settings.from_context(cdk.App(context=context).node)


def test_the_command_line_gives_text():
    given = read(blurMemory="2048", keepBuckets="true", inputPrefix="in/", **{"aws:cdk:anything": "x"})
    assert (given.blurMemory, given.keepBuckets, given.inputPrefix) == (2048, True, "in/")


@pytest.mark.parametrize("context", [
    {"blurMemroy": "2048"}, {"blurMemory": "much"}, {"blurMemory": "100"}, {"blurTimeout": "901"},
    {"keepBuckets": "yes"}, {"inputPrefix": "/in"}, {"outputPrefix": "*"}, {"kmsKeyArn": "alias/mine"},
    {"alarmTopicArn": "alarms"}, {"secondsPerMegapixelFrame": "fast"}, {"stackName": "my stack"}])
def test_what_cannot_be_used_is_refused_by_its_name(context):
    with pytest.raises(SettingsError, match=next(iter(context))):
        read(**context)


def test_the_readme_lists_every_parameter_and_its_default():
    rows = dict(re.findall(r"^\| `(\w+)` \|([^|]*)\|", README.read_text(), re.MULTILINE))
    shown = {field.name: str(field.default).lower() if field.type is bool else str(field.default)
             for field in fields(Settings)}
    assert {name: default.strip().strip("`") for name, default in rows.items()} == shown
