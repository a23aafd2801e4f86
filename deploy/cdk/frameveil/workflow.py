"""The state machine of deploy/state-machine.asl.json, and the bucket notifications that start it."""
from pathlib import Path

from aws_cdk import Aws, RemovalPolicy, aws_iam as iam, aws_lambda as lambda_, aws_logs as logs, aws_s3 as s3
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from .functions import allow, for_this_account, state_machine_arn

DEFINITION = Path(__file__).resolve().parents[2] / "state-machine.asl.json"


class Workflow(Construct):
    """The state machine with logging, tracing and the permission to invoke its functions."""

    def __init__(self, scope, settings, storage, functions):
        super().__init__(scope, "Workflow")
        arns = {name: function.function_arn for name, function in functions.of_state_machine.items()}
        services = {"InvokeAndWaitForTokenArn": "lambda:invoke.waitForTaskToken", "ReadItemsArn": "s3:getObject"}
        services = {name: f"arn:{Aws.PARTITION}:states:::{action}" for name, action in services.items()}
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
            definition_substitutions={**arns, **services}, tracing_enabled=True,
            # Without execution data: it contains task tokens, with which any reader of the log could resume an
            # execution. The execution history contains the data.
            logs=sfn.LogOptions(destination=log, level=sfn.LogLevel.ALL, include_execution_data=False))
        self.state_machine.add_to_role_policy(
            iam.PolicyStatement(actions=["lambda:InvokeFunction"], resources=list(dict.fromkeys(arns.values()))))
        self._allow_map(storage)
        _notify(storage.input, settings.inputPrefix, functions.receive)


    def _allow_map(self, storage):
        """The Map reads its items, and runs each as a child execution of this state machine."""
        executions = f"arn:{Aws.PARTITION}:states:{Aws.REGION}:{Aws.ACCOUNT_ID}:execution:{Aws.STACK_NAME}:*"
        for statement in [
                *storage.may(["s3:GetObject"], storage.detections, "spans/*/items.json"),
                allow(["states:StartExecution"], state_machine_arn()),
                allow(["states:DescribeExecution", "states:StopExecution"], executions)]:
            self.state_machine.add_to_role_policy(statement)


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
