"""The image API: off unless asked for, and what it is made of."""
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from aws_cdk.assertions import Match

from conftest import CHOSEN, CHOSEN_IMAGES, ROOT

NAMES = ["images", "open-images", "chosen-images"]
API = "AWS::ApiGatewayV2::"


@pytest.fixture(params=NAMES)
def stack(request, stacks):
    """Each of the stacks with an image API in turn."""
    return stacks[request.param]


def only(stack, kind):
    """The properties of the only resource of a type."""
    [resource] = stack.find_resources(kind).values()
    return resource["Properties"]


def function(stack):
    [found] = [one["Properties"] for one in stack.find_resources("AWS::Lambda::Function").values()
               if "_HANDLER=analyze-image" in one["Properties"].get("ImageConfig", {}).get("Command", [])]
    return found


def bucket(stack):
    [found] = [one["Properties"] for name, one in stack.find_resources("AWS::S3::Bucket").items()
               if name.startswith("StorageImages")]
    return found


@pytest.mark.parametrize("without, with_it", [("frameveil", "images"), ("chosen", "chosen-images")])
def test_it_is_off_unless_asked_for_and_changes_nothing_else(templates, without, with_it):
    """The template without it is that with it, less what belongs to it and its row of the dashboard."""
    # The stack's name is only in the logical ID of the permission for the topic.
    off, on = (json.loads(re.sub(r"AllowInvoke\w+", "AllowInvoke", templates[name].read_text()))
               for name in (without, with_it))
    added = {section: on[section].keys() - off[section].keys() for section in ("Resources", "Outputs")}
    assert all(re.match("Images|StorageImages|WatchImage", name) for name in added["Resources"])
    assert added["Outputs"] == {"ImagesUrl", "ImagesBucket"}
    for section, names in added.items():
        for name in names:
            del on[section][name]
    [board] = [name for name in off["Resources"] if name.startswith("WatchDashboard")]
    assert on["Resources"].pop(board) != off["Resources"].pop(board)
    assert json.dumps(on) == json.dumps(off)
    assert "Images" not in json.dumps(off) and "ApiGateway" not in json.dumps(off)


@pytest.mark.parametrize("name", NAMES)
def test_cfn_lint_finds_nothing(name, templates):
    # W3005: redundant DependsOn; the CDK always writes them.
    program = Path(sys.executable).with_name("cfn-lint")
    linted = subprocess.run([program, "-i", "W3005", "-t", templates[name]], capture_output=True, text=True)
    assert (linted.returncode, linted.stdout) == (0, "")


def test_every_route_authorizes_as_asked(stacks):
    for name, kind in (("images", "AWS_IAM"), ("open-images", "NONE"), ("chosen-images", "JWT")):
        routes = [one["Properties"] for one in stacks[name].find_resources(API + "Route").values()]
        assert sorted(route["RouteKey"] for route in routes) == ["GET /", "POST /images"]
        assert {route["AuthorizationType"] for route in routes} == {kind}
        authorizers = stacks[name].find_resources(API + "Authorizer")
        assert {route.get("AuthorizerId", {}).get("Ref") for route in routes} == (set(authorizers) or {None})
        assert len(authorizers) == (1 if kind == "JWT" else 0)
    tokens = only(stacks["chosen-images"], API + "Authorizer")
    assert tokens["IdentitySource"] == ["$request.header.Authorization"]
    assert tokens["JwtConfiguration"] == {
        "Issuer": CHOSEN_IMAGES["imagesIssuer"], "Audience": ["frameveil", "other"]}


def test_what_the_description_of_the_api_has_is_routed(stack):
    paths = yaml.safe_load((ROOT / "docs/image-api.yaml").read_text())["paths"]
    described = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    routed = {one["Properties"]["RouteKey"] for one in stack.find_resources(API + "Route").values()}
    assert described and described <= routed


def test_only_its_routes_may_invoke_the_function(stack):
    sources = []
    for permission in stack.find_resources("AWS::Lambda::Permission").values():
        properties = permission["Properties"]
        if properties["Principal"] == "apigateway.amazonaws.com":
            sources.append(properties["SourceArn"]["Fn::Join"][1][-1])
    assert sorted(sources) == ["/*/*/", "/*/*/images"]
    # A function URL would be a second way in, past the API's authorization and throttling.
    stack.resource_count_is("AWS::Lambda::Url", 0)


def test_requests_are_throttled_and_logged(stacks):
    for name, rate, burst in (("images", 5, 10), ("open-images", 5, 10), ("chosen-images", 50, 70)):
        stage = only(stacks[name], API + "Stage")
        assert stage["StageName"] == "$default" and stage["AutoDeploy"]
        assert stage["DefaultRouteSettings"] == {"ThrottlingRateLimit": rate, "ThrottlingBurstLimit": burst}
        [group] = stage["AccessLogSettings"]["DestinationArn"]["Fn::GetAtt"][:1]
        assert stacks[name].find_resources("AWS::Logs::LogGroup")[group]["Properties"]["RetentionInDays"] == 30
        line = json.loads(stage["AccessLogSettings"]["Format"])
        assert {"requestId", "status", "route", "integrationError"} <= line.keys()
        assert all(re.fullmatch(r"\$context(\.\w+)+", value) for value in line.values())
        assert only(stacks[name], API + "Integration")["PayloadFormatVersion"] == "2.0"
        assert "CorsConfiguration" not in only(stacks[name], API + "Api")


def test_the_function_ends_before_the_api_gives_up(stacks):
    for name, memory, concurrency in (("images", 3008, None), ("chosen-images", 1769, 9)):
        found = function(stacks[name])
        assert (found["MemorySize"], found["Timeout"]) == (memory, 29)
        assert found.get("ReservedConcurrentExecutions") == concurrency


def test_its_variables_are_those_that_the_code_reads(stacks):
    read = set()
    for path in ("Sources/AWS/Workflow/Images", "Sources/App/FrameveilCLI/Lambda/WorkflowImages.swift"):
        place = ROOT / path
        for file in place.glob("*.swift") if place.is_dir() else [place]:
            read |= set(re.findall(r'variables(?:\[|\.\w+\()"([A-Z_]+)"', file.read_text()))
    given = function(stacks["chosen-images"])["Environment"]["Variables"]
    assert given.keys() == read
    assert {name: given[name] for name in read - {"IMAGES_BUCKET"}} == {
        "IMAGES_PREFIX": "images", "KEEP_ORIGINALS": "true", "URL_LIFETIME_SECONDS": "600",
        "IMAGE_OPTIONS": "--effect solid"}
    assert function(stacks["images"])["Environment"]["Variables"]["KEEP_ORIGINALS"] == "false"


def test_originals_are_gone_after_a_day_and_results_as_chosen(stacks):
    tag = re.search(r'tags = \["(\w+)": "(\w+)"\]',
                    (ROOT / "Sources/AWS/Workflow/Images/ImageObjects.swift").read_text()).groups()
    for name, days in (("images", 30), ("chosen-images", 3)):
        originals, others = bucket(stacks[name])["LifecycleConfiguration"]["Rules"]
        assert originals["TagFilters"] == [{"Key": tag[0], "Value": tag[1]}] and originals["ExpirationInDays"] == 1
        assert others["ExpirationInDays"] == days and "AbortIncompleteMultipartUpload" in others
        assert {originals["Status"], others["Status"]} == {"Enabled"}


def test_its_bucket_is_like_the_others(stack):
    """Encrypted, private, over TLS only, not versioned; an `<img>` needs no CORS."""
    stack.resource_count_is("AWS::S3::Bucket", 4)
    stack.all_resources_properties("AWS::S3::Bucket", Match.object_like({
        "BucketEncryption": Match.any_value(), "VersioningConfiguration": Match.absent(),
        "CorsConfiguration": Match.absent(),
        "PublicAccessBlockConfiguration": {"BlockPublicAcls": True, "BlockPublicPolicy": True,
                                           "IgnorePublicAcls": True, "RestrictPublicBuckets": True}}))
    policies = [one["Properties"]["PolicyDocument"]["Statement"]
                for one in stack.find_resources("AWS::S3::BucketPolicy").values()]
    assert len(policies) == 4
    for statements in policies:
        assert any(one["Effect"] == "Deny" and one["Condition"].get("Bool") == {"aws:SecureTransport": "false"}
                   for one in statements)


def test_server_errors_and_errors_of_the_function_raise_alarms(stacks):
    for name, actions in (("images", None), ("chosen-images", [CHOSEN["alarmTopicArn"]])):
        alarms = {key.removeprefix("Watch")[:-8]: one["Properties"]
                  for key, one in stacks[name].find_resources("AWS::CloudWatch::Alarm").items()}
        assert len(alarms) == 9
        answers, crashes = alarms["ImageServerErrors"], alarms["ImageFunctionErrors"]
        assert (answers["Namespace"], answers["MetricName"], answers["Threshold"]) == ("AWS/ApiGateway", "5xx", 3)
        assert (crashes["Namespace"], crashes["MetricName"], crashes["Threshold"]) == ("AWS/Lambda", "Errors", 1)
        assert crashes["Dimensions"][0]["Value"]["Ref"].startswith("ImagesAnalyze")
        assert answers.get("AlarmActions") == crashes.get("AlarmActions") == actions


def test_destroy_leaves_nothing_of_it(stacks):
    everything = stacks["images"].to_json()["Resources"].values()
    assert {resource.get("DeletionPolicy", "Delete") for resource in everything} == {"Delete"}
    stacks["images"].resource_count_is("Custom::S3AutoDeleteObjects", 4)
