"""The deployment parameters and their errors."""
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


@pytest.mark.parametrize("name", ["inputPrefix", "outputPrefix"])
@pytest.mark.parametrize("prefix", [
    "*", "in/*", "i?n/", "in/${aws:username}/", "$", "in/\n", "/in", "é" * 129, "a\x7f"])
def test_a_prefix_that_a_policy_would_read_as_a_pattern_is_refused(name, prefix):
    with pytest.raises(SettingsError, match=name):
        Settings(**{name: prefix})


@pytest.mark.parametrize("prefix", ["in/", "a b/c+d=e/", "été/", "x" * 256, "in.2026_(1)/"])
def test_other_prefixes_are_taken(prefix):
    assert Settings(inputPrefix=prefix, outputPrefix=prefix).outputPrefix == prefix


@pytest.mark.parametrize("context", [
    {"kmsKeyArn": "arn:aws:kms:eu-west-1:123456789012:key/*"}, {"kmsKeyArn": "arn:aws:kms:*:123456789012:key/a"},
    {"jobTopicArn": "arn:aws:sns:eu-west-1:123456789012:*"}, {"alarmTopicArn": "arn:*:sns:eu-west-1:123456789012:a"}])
def test_an_arn_names_one_thing(context):
    with pytest.raises(SettingsError, match=next(iter(context))):
        read(**context)


@pytest.mark.parametrize("context", [
    {"blurMemroy": "2048"}, {"blurMemory": "much"}, {"blurMemory": "100"}, {"blurTimeout": "901"},
    {"keepBuckets": "yes"}, {"inputPrefix": "/in"}, {"outputPrefix": "*"}, {"kmsKeyArn": "alias/mine"},
    {"alarmTopicArn": "alarms"}, {"baseImage": "debian:bookworm-slim"}, {"swiftImage": "swift@sha256:12"},
    {"secondsPerMegapixelFrame": "fast"}, {"stackName": "my stack"}, {"images": "true"}, {"images": "none"},
    {"imagesRate": "0"}, {"imagesBurst": "5001"}, {"imagesDays": "0"}, {"imagesMemory": "256"},
    {"imagesUrlSeconds": "604801"}, {"imagesConcurrency": "1001"}, {"imagesOriginals": "1"},
    {"imagesIssuer": "login.example.com", "images": "jwt"}, {"imagesAudience": "a b", "images": "jwt"}])
def test_what_cannot_be_used_is_refused_by_its_name(context):
    with pytest.raises(SettingsError, match=next(iter(context))):
        read(**context)


@pytest.mark.parametrize("context, named", [
    ({"images": "jwt"}, "imagesIssuer"), ({"images": "jwt", "imagesIssuer": "https://a"}, "imagesAudience"),
    ({"images": "jwt", "imagesAudience": "a"}, "imagesIssuer"),
    ({"images": "open", "imagesAudience": "a"}, "imagesAudience"),
    ({"images": "iam", "imagesIssuer": "https://a"}, "imagesIssuer"), ({"imagesIssuer": "https://a"}, "imagesIssuer")])
def test_issuer_and_audience_go_with_tokens_only(context, named):
    with pytest.raises(SettingsError, match=f"^{named}: images=jwt"):
        read(**context)


def test_the_readme_lists_every_parameter_and_its_default():
    rows = dict(re.findall(r"^\| `([a-z]\w*)` \|([^|]*)\|", README.read_text(), re.MULTILINE))
    shown = {field.name: str(field.default).lower() if field.type is bool else str(field.default)
             for field in fields(Settings)}
    assert {name: default.strip().strip("`") for name, default in rows.items()} == shown
