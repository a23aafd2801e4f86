"""The state machine of deploy/state-machine.asl.json, and the bucket notifications that start it."""
from pathlib import Path

from aws_cdk import Aws, RemovalPolicy, aws_iam as iam, aws_lambda as lambda_, aws_logs as logs, aws_s3 as s3
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from .functions import for_this_account

DEFINITION = Path(__file__).resolve().parents[2] / "state-machine.asl.json"


class Workflow(Construct):
    """The state machine with logging, tracing and the permission to invoke its functions."""

    def __init__(self, scope, settings, storage, functions):
        super().__init__(scope, "Workflow")
        arns = {name: function.function_arn for name, function in functions.of_state_machine.items()}
        wait = f"arn:{Aws.PARTITION}:states:::lambda:invoke.waitForTaskToken"
        log = logs.LogGroup(
            # The recommended prefix: other log groups are added one by one to the account's CloudWatch Logs resource
            # policy, whose size is limited.
            self, "Log", log_group_name=f"/aws/vendedlogs/states/{Aws.STACK_NAME}",
            retention=logs.RetentionDays.ONE_MONTH, removal_policy=RemovalPolicy.DESTROY)
        role = iam.Role(
            self, "StateMachineRole",
            assumed_by=for_this_account("states.amazonaws.com", "states", f"stateMachine:{Aws.STACK_NAME}"))
        self.state_machine = sfn.StateMachine(
            self, "StateMachine", state_machine_name=Aws.STACK_NAME, role=role,
            definition_body=sfn.DefinitionBody.from_string(DEFINITION.read_text()),
            definition_substitutions={**arns, "InvokeAndWaitForTokenArn": wait}, tracing_enabled=True,
            # Without execution data: it contains task tokens, with which any reader of the log could resume an
            # execution. The execution history contains the data.
            logs=sfn.LogOptions(destination=log, level=sfn.LogLevel.ALL, include_execution_data=False))
        self.state_machine.add_to_role_policy(
            iam.PolicyStatement(actions=["lambda:InvokeFunction"], resources=list(dict.fromkeys(arns.values()))))
        _notify(storage.input, settings.inputPrefix, functions.receive)


def _notify(bucket, prefix, function):
    """Sends the events of a bucket to a function.

    The CDK construct would add a function with permissions to change every bucket of the account. CloudFormation
    supports notifications directly; the Lambda permission can then only name the account, not the bucket, because
    the bucket depends on the permission.
    """
    permission = lambda_.CfnPermission(
        function, "Events", action="lambda:InvokeFunction", function_name=function.function_arn,
        principal="s3.amazonaws.com", source_account=Aws.ACCOUNT_ID)
    rules = [s3.CfnBucket.FilterRuleProperty(name="prefix", value=prefix)] if prefix else []
    resource = bucket.node.default_child
    resource.notification_configuration = s3.CfnBucket.NotificationConfigurationProperty(
        lambda_configurations=[s3.CfnBucket.LambdaConfigurationProperty(
            event="s3:ObjectCreated:*", function=function.function_arn,
            filter=s3.CfnBucket.NotificationFilterProperty(
                s3_key=s3.CfnBucket.S3KeyFilterProperty(rules=rules)) if rules else None)])
    resource.add_resource_dependency(permission)
