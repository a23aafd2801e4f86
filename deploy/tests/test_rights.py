"""All permissions of all roles. Every added or removed permission changes this list."""
import json
import re

from conftest import CHOSEN, ROOT

PLACES = {"StorageInput": "input", "StorageOutput": "output", "StorageDetections": "detections",
          "StorageImages": "images"}

LOG = {"its log": "logs:CreateLogStream logs:PutLogEvents"}
START = {"DeadLetters": "sqs:GetQueueAttributes sqs:GetQueueUrl sqs:SendMessage",
         "stateMachine:AWS::StackName": "states:StartExecution"}
WAKE = {"stateMachine:AWS::StackName": "states:SendTaskSuccess"}
READ = "s3:GetObject s3:GetObjectVersion"
WRITE = "s3:AbortMultipartUpload s3:ListMultipartUploadParts s3:PutObject"
READ_AND_WRITE = "s3:AbortMultipartUpload s3:GetObject s3:ListMultipartUploadParts s3:PutObject"
UPLOADS = {"output": "s3:ListBucketMultipartUploads"}
PIECES = {"detections": "s3:ListBucketMultipartUploads"}
# A Map reads its items, and runs them as executions of its own state machine.
MAP = {"detections/spans/*/items.json": "s3:GetObject", "stateMachine:AWS::StackName": "states:StartExecution",
       "execution:AWS::StackName:*": "states:DescribeExecution states:StopExecution"}
# Actions with ANY support no resource-level permissions: a narrower statement would allow nothing.
ANY = "*"

RIGHTS = {
    "Receive": {**LOG, **START, "output/*": "s3:PutObject"},
    "StartDetection": {**LOG, ANY: "rekognition:StartFaceDetection", "input/*": READ},
    "CheckJob": {**LOG, ANY: "rekognition:GetFaceDetection"},
    "GetDetections": {**LOG, ANY: "rekognition:GetFaceDetection", "detections/*": "s3:PutObject"},
    "Blur": {**LOG, **UPLOADS, "input/*": READ, "detections/*": "s3:GetObject", "output/*": WRITE},
    "Plan": {**LOG, **PIECES, "input/*": READ, "detections/*": "s3:GetObject", "detections/spans/*": WRITE},
    "BlurSpan": {**LOG, **PIECES, "input/*": READ, "detections/spans/*": READ_AND_WRITE},
    "Join": {**LOG, **UPLOADS, "input/*": READ, "detections/spans/*": "s3:GetObject", "output/*": WRITE},
    "RemovePieces": {**LOG, "detections/spans/*": "s3:DeleteObject", "detections": "s3:ListBucket"},
    "RecordFailure": {
        **LOG, "output/*": "s3:PutObject", "detections/*": "s3:DeleteObject s3:GetObject",
        "detections": "s3:ListBucket"},
    "StateMachine": {
        **MAP,
        **dict.fromkeys(["Blur", "BlurSpan", "CheckJob", "GetDetections", "Join", "Plan", "RecordFailure", "RemovePieces",
                         "StartDetection"], "lambda:InvokeFunction"),
        ANY: "logs:CreateLogDelivery logs:DeleteLogDelivery logs:DescribeLogGroups logs:DescribeResourcePolicies "
             "logs:GetLogDelivery logs:ListLogDeliveries logs:PutResourcePolicy logs:UpdateLogDelivery "
             "xray:GetSamplingRules xray:GetSamplingTargets xray:PutTelemetryRecords xray:PutTraceSegments"},
    "Emptying": LOG,
}

SEAL, OPEN = {CHOSEN["kmsKeyArn"]: "kms:Decrypt kms:GenerateDataKey"}, {CHOSEN["kmsKeyArn"]: "kms:Decrypt"}
WITH_ALL_CHOSEN = {
    "Receive": {**LOG, **START, **SEAL, "output/hidden/*": "s3:PutObject"},
    "StartDetection": {
        **LOG, **OPEN, ANY: "rekognition:StartFaceDetection", "input/in/*": READ, "JobPublisher": "iam:PassRole"},
    "CheckJob": RIGHTS["CheckJob"],
    "GetDetections": {**RIGHTS["GetDetections"], **SEAL},
    "Blur": {
        **LOG, **SEAL, **UPLOADS, "input/in/*": READ, "detections/*": "s3:GetObject", "output/hidden/*": WRITE},
    "RecordFailure": {
        **LOG, **SEAL, "output/hidden/*": "s3:PutObject", "detections/*": "s3:DeleteObject s3:GetObject",
        "detections": "s3:ListBucket"},
    "Plan": {**RIGHTS["Plan"], **SEAL, "input/*": None, "input/in/*": READ},
    "BlurSpan": {**RIGHTS["BlurSpan"], **SEAL, "input/*": None, "input/in/*": READ},
    "Join": {**RIGHTS["Join"], **SEAL, "input/*": None, "input/in/*": READ, "output/*": None, "output/hidden/*": WRITE},
    "RemovePieces": {**RIGHTS["RemovePieces"], **OPEN},
    "StateMachine": {**RIGHTS["StateMachine"], **OPEN, "AwaitMessage": "lambda:InvokeFunction"},
    "AwaitMessage": {
        **LOG, **SEAL, **WAKE, ANY: "rekognition:GetFaceDetection", "detections/tokens/*": "s3:PutObject"},
    "Resume": {
        **LOG, **OPEN, **WAKE, "detections/tokens/*": "s3:DeleteObject s3:GetObject", "detections": "s3:ListBucket"},
    "JobPublisher": {CHOSEN["jobTopicArn"]: "sns:Publish"},
}

WITH_ALL_CHOSEN = {role: {place: actions for place, actions in places.items() if actions}
                   for role, places in WITH_ALL_CHOSEN.items()}

ANALYZE = {
    **LOG, ANY: "rekognition:DetectFaces rekognition:DetectLabels rekognition:DetectModerationLabels "
                "rekognition:DetectText",
    "images/images/*": "s3:GetObject s3:PutObject", "images/images/*/original.*": "s3:PutObjectTagging",
    "images/images/*/upload-*": "s3:DeleteObject s3:PutObjectTagging", "images": "s3:ListBucket"}


def plain(value):
    """A short name for an ARN of a template."""
    if isinstance(value, dict):
        [(kind, of)] = value.items()
        if kind == "Fn::Join":
            return "".join(plain(one) for one in of[1]).removeprefix(
                "arn:AWS::Partition:states:AWS::Region:AWS::AccountId:")
        name = of[0] if kind == "Fn::GetAtt" else of
        for start, place in PLACES.items():
            if name.startswith(start) and "Log" not in name:
                return place
        short = name[:-8].removeprefix("Functions").removeprefix("Storage")
        return "its log" if short.endswith("Log") else name if name.startswith("AWS::") else short
    return value


def rights(stack):
    """The actions of every role by resource, from its inline policies and the policies attached to it."""
    found = {}

    def add(role, document):
        name = role[:-8].removeprefix("Functions").removeprefix("Workflow").removesuffix("Role")
        name = name.removeprefix("Images")
        name = "Emptying" if name.startswith("CustomS3AutoDelete") else name
        for statement in document["Statement"]:
            assert statement["Effect"] == "Allow" and not {"NotAction", "NotResource"} & set(statement)
            for place in listed(statement["Resource"]):
                found.setdefault(name, {}).setdefault(plain(place), set()).update(listed(statement["Action"]))

    for name, resource in stack.to_json()["Resources"].items():
        properties = resource["Properties"]
        if resource["Type"] == "AWS::IAM::Role":
            assert "ManagedPolicyArns" not in properties, name
            for policy in properties.get("Policies", []):
                add(name, policy["PolicyDocument"])
        if resource["Type"] in ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"):
            for role in properties["Roles"]:
                add(role["Ref"], properties["PolicyDocument"])
    return {role: {place: " ".join(sorted(actions)) for place, actions in places.items()}
            for role, places in found.items()}


def listed(value):
    """A value that may be single or a list, as a list."""
    return value if isinstance(value, list) else [value]


def test_each_role_has_these_rights_and_no_more(stacks):
    assert rights(stacks["frameveil"]) == RIGHTS


def test_with_prefixes_a_key_and_topics_they_are_these(stacks):
    assert rights(stacks["chosen"]) == WITH_ALL_CHOSEN


def test_the_image_api_adds_one_role(stacks):
    for name in ("images", "open-images"):
        assert rights(stacks[name]) == {**RIGHTS, "Analyze": ANALYZE}
    assert rights(stacks["chosen-images"]) == {**WITH_ALL_CHOSEN, "Analyze": {**ANALYZE, **SEAL}}


def test_its_operations_of_rekognition_are_those_of_the_code():
    source = (ROOT / "Sources/AWS/Rekognition/Images/RekognitionImage.swift").read_text()
    operations = re.findall(r'^  case \w+ = "(\w+)"$', source, re.MULTILINE)
    assert ANALYZE[ANY].split() == sorted(f"rekognition:{operation}" for operation in operations)


def test_no_action_is_a_pattern(stacks):
    for stack in stacks.values():
        assert "*" not in " ".join(actions for places in rights(stack).values() for actions in places.values())


def test_any_resource_only_where_aws_has_none(stacks):
    for stack in stacks.values():
        for role, places in rights(stack).items():
            services = {action.split(":")[0] for action in places.get(ANY, "").split()}
            assert services <= ({"logs", "xray"} if role == "StateMachine" else {"rekognition"}), role


def test_buckets_let_in_nobody_else_than_what_empties_them(stacks):
    """The only allow statement is the CDK's, on these buckets; with `keepBuckets` there is none."""
    for name, wanted in (("frameveil", 3), ("chosen", 0)):
        allowed = [statement for policy in stacks[name].find_resources("AWS::S3::BucketPolicy").values()
                   for statement in policy["Properties"]["PolicyDocument"]["Statement"]
                   if statement["Effect"] == "Allow"]
        assert len(allowed) == wanted
        assert all("CustomS3AutoDelete" in statement["Principal"]["AWS"]["Fn::GetAtt"][0] for statement in allowed)


def statements(stack):
    """All statements of the policies of all roles."""
    for resource in stack.to_json()["Resources"].values():
        properties = resource["Properties"]
        if resource["Type"] == "AWS::IAM::Role":
            for policy in properties.get("Policies", []):
                yield from policy["PolicyDocument"]["Statement"]
        if resource["Type"] in ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"):
            yield from properties["PolicyDocument"]["Statement"]


def test_the_key_is_used_through_s3_only(stacks):
    sealing = [one for one in statements(stacks["chosen"])
               if any(action.startswith("kms:") for action in listed(one["Action"]))]
    assert sealing
    for statement in sealing:
        assert {plain(place) for place in listed(statement["Resource"])} == {CHOSEN["kmsKeyArn"]}
        [service] = statement["Condition"]["StringEquals"].values()
        assert list(statement["Condition"]["StringEquals"]) == ["kms:ViaService"]
        assert plain(service) == "s3.AWS::Region.AWS::URLSuffix"


def test_services_that_act_for_others_take_a_role_on_for_this_account_only(stacks):
    """Rekognition and Step Functions set aws:SourceArn. Roles of Lambda functions are protected by iam:PassRole, which
    the creator of a function needs."""
    found = set()
    for stack in stacks.values():
        for resource in stack.find_resources("AWS::IAM::Role").values():
            [statement] = resource["Properties"]["AssumeRolePolicyDocument"]["Statement"]
            service = statement["Principal"]["Service"]
            if service == "lambda.amazonaws.com":
                continue
            found.add(service)
            assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
            source = plain(statement["Condition"]["ArnLike"]["aws:SourceArn"])
            assert source in ("arn:AWS::Partition:rekognition:AWS::Region:AWS::AccountId:*",
                              "stateMachine:AWS::StackName"), source
    assert found == {"rekognition.amazonaws.com", "states.amazonaws.com"}


def test_roles_are_for_services_only(stacks):
    for stack in stacks.values():
        for resource in stack.find_resources("AWS::IAM::Role").values():
            for statement in resource["Properties"]["AssumeRolePolicyDocument"]["Statement"]:
                assert list(statement["Principal"]) == ["Service"], json.dumps(statement)
