"""The resources of the stack."""
import json
import subprocess
import sys
from pathlib import Path

import pytest
from aws_cdk.assertions import Match

import definition
from conftest import CHOSEN

NAMES = ["frameveil", "chosen"]


@pytest.fixture(params=NAMES)
def stack(request, stacks):
    """Each of the two stacks in turn."""
    return stacks[request.param]


def functions(stack):
    """The properties of the functions that use the image, by logical ID."""
    found = {}
    for name, resource in stack.find_resources("AWS::Lambda::Function").items():
        if resource["Properties"].get("PackageType") == "Image":
            found[name] = resource["Properties"]
    return found


def only(stack, kind):
    """The only resource of a type."""
    [resource] = stack.find_resources(kind).values()
    return resource


@pytest.mark.parametrize("name", NAMES)
def test_cfn_lint_finds_nothing(name, templates):
    # W3005: redundant DependsOn; the CDK always writes them.
    program = Path(sys.executable).with_name("cfn-lint")
    linted = subprocess.run([program, "-i", "W3005", "-t", templates[name]], capture_output=True, text=True)
    assert (linted.returncode, linted.stdout) == (0, "")


def test_buckets_are_encrypted_private_and_reached_over_tls_only(stack):
    stack.resource_count_is("AWS::S3::Bucket", 3)
    stack.all_resources_properties("AWS::S3::Bucket", Match.object_like({
        "BucketEncryption": Match.any_value(),
        "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
        "PublicAccessBlockConfiguration": {"BlockPublicAcls": True, "BlockPublicPolicy": True,
                                           "IgnorePublicAcls": True, "RestrictPublicBuckets": True}}))
    stack.all_resources_properties("AWS::S3::BucketPolicy", Match.object_like({"PolicyDocument": {
        "Statement": Match.array_with([Match.object_like({
            "Effect": "Deny", "Action": "s3:*", "Principal": {"AWS": "*"},
            "Condition": {"Bool": {"aws:SecureTransport": "false"}}})])}}))


def test_a_key_of_ones_own_encrypts_all_three(stacks):
    stacks["chosen"].all_resources_properties("AWS::S3::Bucket", Match.object_like({"BucketEncryption": {
        "ServerSideEncryptionConfiguration": [Match.object_like({"ServerSideEncryptionByDefault": {
            "SSEAlgorithm": "aws:kms", "KMSMasterKeyID": CHOSEN["kmsKeyArn"]}})]}}))


def test_only_detections_and_pieces_expire(stacks):
    for name, days in (("frameveil", 7), ("chosen", 1)):
        rules = {key.removeprefix("Storage")[:5]: resource["Properties"]["LifecycleConfiguration"]["Rules"]
                 for key, resource in stacks[name].find_resources("AWS::S3::Bucket").items()}
        assert {key: [rule.get("ExpirationInDays") for rule in listed] for key, listed in rules.items()} == {
            "Input": [None], "Outpu": [None], "Detec": [days, 4]}
        assert rules["Detec"][1]["Prefix"] == "spans/"
        assert all("AbortIncompleteMultipartUpload" in listed[0] for listed in rules.values())


def test_pieces_outlast_the_execution(stack):
    assert json.loads(definition.text())["TimeoutSeconds"] < 4 * 86400


def test_destroy_leaves_nothing_unless_buckets_are_to_be_kept(stacks):
    everything = stacks["frameveil"].to_json()["Resources"].values()
    assert {resource.get("DeletionPolicy", "Delete") for resource in everything} == {"Delete"}
    stacks["frameveil"].resource_count_is("Custom::S3AutoDeleteObjects", 3)

    kept = {resource["Type"] for resource in stacks["chosen"].to_json()["Resources"].values()
            if resource.get("DeletionPolicy") == "Retain"}
    assert kept == {"AWS::S3::Bucket"}
    stacks["chosen"].resource_count_is("Custom::S3AutoDeleteObjects", 0)


def test_every_function_logs_to_a_group_that_goes_with_the_stack(stack):
    groups = stack.find_resources("AWS::Logs::LogGroup")
    for properties in stack.find_resources("AWS::Lambda::Function").values():
        assert properties["Properties"]["LoggingConfig"]["LogGroup"]["Ref"] in groups
    stack.all_resources_properties("AWS::Logs::LogGroup", Match.object_like({"RetentionInDays": Match.any_value()}))


def test_one_image_and_ten_functions_and_two_for_messages(stacks, stack):
    found = functions(stack)
    of_messages = ["_HANDLER=await-message", "_HANDLER=resume"] if stack is stacks["chosen"] else []
    assert len({json.dumps(one["Code"]) for one in found.values()}) == 1
    assert sorted(one["ImageConfig"]["Command"][0] for one in found.values()) == sorted([
        "_HANDLER=plan", "_HANDLER=blur-span", "_HANDLER=join", "_HANDLER=remove-pieces",
        "_HANDLER=blur", "_HANDLER=check-job-status", "_HANDLER=get-detections", "_HANDLER=record-failure",
        "_HANDLER=start-face-detection", "_HANDLER=start-face-detection", *of_messages])
    assert all(one["ImageConfig"]["EntryPoint"] == ["/usr/bin/env"] for one in found.values())
    # Nothing is written to /tmp, so the default size is sufficient.
    assert not any("EphemeralStorage" in one for one in found.values())


def test_the_blur_function_is_as_chosen(stacks):
    def blur(name):
        [found] = [one for one in functions(stacks[name]).values() if "_HANDLER=blur" in one["ImageConfig"]["Command"]]
        return found

    assert (blur("frameveil")["MemorySize"], blur("frameveil")["Timeout"]) == (3008, 900)
    assert "ReservedConcurrentExecutions" not in blur("frameveil")
    chosen = blur("chosen")
    assert (chosen["MemorySize"], chosen["Timeout"], chosen["ReservedConcurrentExecutions"]) == (10240, 600, 7)
    variables = chosen["Environment"]["Variables"]
    assert (variables["BLUR_OPTIONS"], variables["OUTPUT_PREFIX"], variables["BLUR_TIMEOUT_SECONDS"]) == (
        "--effect solid", "hidden/", "600")


def test_what_decides_over_workers_is_as_chosen(stacks):
    def variables(name):
        return [one["Environment"]["Variables"] for one in functions(stacks[name]).values()]

    assert {(one["SPAN_CONCURRENCY"], one.get("SPAN_SECONDS")) for one in variables("frameveil")} == {("10", None)}
    assert {(one["SPAN_CONCURRENCY"], one.get("SPAN_SECONDS")) for one in variables("chosen")} == {("300", "60")}


def test_workers_are_as_the_blur_function(stacks):
    for name, memory, seconds in (("frameveil", 3008, 900), ("chosen", 10240, 600)):
        found = {one["ImageConfig"]["Command"][0].removeprefix("_HANDLER="): one
                 for one in functions(stacks[name]).values()}
        for handler in ("blur", "plan", "blur-span"):
            assert (found[handler]["MemorySize"], found[handler]["Timeout"]) == (memory, seconds)


def test_the_state_machine_outwaits_every_function(stack):
    """If a task timed out before its function, a retry would run concurrently with the first invocation."""
    machine = only(stack, "AWS::StepFunctions::StateMachine")["Properties"]
    found = stack.find_resources("AWS::Lambda::Function")
    states = json.loads(machine["DefinitionString"])["States"]
    inner = [task for state in states.values() for task in state.get("ItemProcessor", {}).get("States", {}).values()]
    for state in [*states.values(), *inner]:
        if state["Type"] == "Task":
            arn = machine["DefinitionSubstitutions"][definition.function(state).strip("${}")]
            assert found[arn["Fn::GetAtt"][0]]["Properties"]["Timeout"] < state["TimeoutSeconds"]


def test_the_state_machine_is_logged_and_traced(stack):
    machine = only(stack, "AWS::StepFunctions::StateMachine")["Properties"]
    assert machine["LoggingConfiguration"]["Level"] == "ALL"
    # Execution data contains task tokens.
    assert machine["LoggingConfiguration"]["IncludeExecutionData"] is False
    assert machine["TracingConfiguration"] == {"Enabled": True}


def test_events_go_to_a_function_and_what_is_given_up_to_a_queue(stacks):
    for name, rules in (("frameveil", None), ("chosen", [{"Name": "prefix", "Value": "in/"}])):
        [told] = [bucket["Properties"]["NotificationConfiguration"]["LambdaConfigurations"]
                  for bucket in stacks[name].find_resources("AWS::S3::Bucket").values()
                  if "NotificationConfiguration" in bucket["Properties"]]
        assert [one["Event"] for one in told] == ["s3:ObjectCreated:*"]
        assert told[0].get("Filter", {}).get("S3Key", {}).get("Rules") == rules
        stacks[name].has_resource_properties("AWS::Lambda::Permission", {
            "Principal": "s3.amazonaws.com", "SourceAccount": {"Ref": "AWS::AccountId"}})
        given_up = only(stacks[name], "AWS::Lambda::EventInvokeConfig")["Properties"]
        assert given_up["MaximumRetryAttempts"] == 2
        assert "DeadLetters" in json.dumps(given_up["DestinationConfig"]["OnFailure"])


def test_alarms_tell_a_topic_if_there_is_one(stacks):
    for name, actions in (("frameveil", Match.absent()), ("chosen", ["arn:aws:sns:eu-west-1:123456789012:alarms"])):
        stacks[name].resource_count_is("AWS::CloudWatch::Alarm", 7)
        stacks[name].all_resources_properties("AWS::CloudWatch::Alarm", Match.object_like({
            "AlarmActions": actions, "TreatMissingData": "notBreaching"}))


def test_errors_of_all_functions_but_one_are_watched(stack):
    """Errors of StartDetection are expected while the job limit is reached."""
    metrics = [metric for alarm in stack.find_resources("AWS::CloudWatch::Alarm").values()
               for metric in alarm["Properties"].get("Metrics", [])]
    watched = {one["MetricStat"]["Metric"]["Dimensions"][0]["Value"]["Ref"] for one in metrics if "MetricStat" in one}
    [other] = functions(stack).keys() - watched
    assert other.startswith("FunctionsStartDetection") and watched < functions(stack).keys()


def test_rekognition_tells_a_topic_if_there_is_one(stacks):
    def variables(name):
        return [one["Environment"]["Variables"].get("SNS_TOPIC_ARN") for one in functions(stacks[name]).values()]

    assert set(variables("frameveil")) == {None}
    assert sorted(filter(None, variables("chosen"))) == ["arn:aws:sns:eu-west-1:123456789012:jobs"]


def test_the_topics_messages_wake_the_state_machine(stacks):
    def of(name, handler):
        return [key for key, one in functions(stacks[name]).items() if one["ImageConfig"]["Command"][0] == handler]

    def awaited(name):
        machine = only(stacks[name], "AWS::StepFunctions::StateMachine")["Properties"]
        return machine["DefinitionSubstitutions"]["AwaitMessageFunctionArn"]["Fn::GetAtt"][0]

    [resume], [await_message] = of("chosen", "_HANDLER=resume"), of("chosen", "_HANDLER=await-message")
    told = {"Fn::GetAtt": [resume, "Arn"]}
    assert only(stacks["chosen"], "AWS::SNS::Subscription")["Properties"] == {
        "Protocol": "lambda", "TopicArn": CHOSEN["jobTopicArn"], "Endpoint": told, "Region": "eu-west-1"}
    stacks["chosen"].has_resource_properties("AWS::Lambda::Permission", {
        "Principal": "sns.amazonaws.com", "SourceArn": CHOSEN["jobTopicArn"], "FunctionName": told})
    assert awaited("chosen") == await_message

    stacks["frameveil"].resource_count_is("AWS::SNS::Subscription", 0)
    # The state is never entered, but must name a function.
    assert [awaited("frameveil")] == of("frameveil", "_HANDLER=check-job-status")
