"""The Lambda functions. All use the same image and differ in their handler."""
from pathlib import Path

from aws_cdk import Aws, Duration, RemovalPolicy, aws_ecr_assets as assets, aws_iam as iam
from aws_cdk import aws_lambda as lambda_, aws_lambda_destinations as destinations, aws_logs as logs
from aws_cdk import aws_sns as sns, aws_sns_subscriptions as subscriptions, aws_sqs as sqs
from constructs import Construct

ROOT = Path(__file__).resolve().parents[3]


class Functions(Construct):
    """A function, a role and a log group for each step.

    `start-face-detection` exists twice, for S3 events and for the state machine, so that the role of the event
    handler can only start executions, and the role that starts jobs cannot.
    """

    def __init__(self, scope, settings, storage):
        super().__init__(scope, "Functions")
        self._settings = settings
        self._environment = _environment(settings, storage)
        self.dead_letters = sqs.Queue(
            self, "DeadLetters", enforce_ssl=True, encryption=sqs.QueueEncryption.SQS_MANAGED,
            retention_period=Duration.days(14))

        source = dict(bucket=storage.input, prefix=settings.inputPrefix)
        result = dict(bucket=storage.output, prefix=settings.outputPrefix)
        boxes = dict(bucket=storage.detections)
        read = ["s3:GetObject", "s3:GetObjectVersion"]
        # Listing finds a multipart upload whose CreateMultipartUpload response was lost.
        write = ["s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"]

        self.receive = self._function(
            "Receive", "start-face-detection", 256, 60,
            # Rejected videos: the failure record is written to the output bucket.
            storage.may(["s3:PutObject"], **result)
            + [allow(["states:StartExecution"], state_machine_arn())],
            # A failed event is retried twice, then it goes to the dead-letter queue.
            retry_attempts=2, max_event_age=Duration.hours(6),
            on_failure=destinations.SqsDestination(self.dead_letters))
        self.start_detection = self._function(
            "StartDetection", "start-face-detection", 512, 120,
            # Rekognition reads the video with the permissions of the caller.
            storage.may(read, **source) + [rekognition("StartFaceDetection")])
        self.check_job = self._function(
            "CheckJob", "check-job-status", 256, 30, [rekognition("GetFaceDetection")])
        self.get_detections = self._function(
            "GetDetections", "get-detections", 512, 300,
            storage.may(["s3:PutObject"], **boxes) + [rekognition("GetFaceDetection")])
        self.blur = self._function(
            "Blur", "blur", settings.blurMemory, settings.blurTimeout,
            storage.may(read, **source) + storage.may(["s3:GetObject"], **boxes) + storage.may(write, **result)
            + [allow(["s3:ListBucketMultipartUploads"], storage.output.bucket_arn)],
            reserved_concurrent_executions=settings.blurConcurrency or None)
        spans = dict(bucket=storage.detections, prefix="spans/")
        # Plans, workers and joins begin anew: what is there is replaced.
        upload = [allow(["s3:ListBucketMultipartUploads"], storage.detections.bucket_arn)]
        self.plan = self._function(
            "Plan", "plan", settings.blurMemory, settings.blurTimeout,
            storage.may(read, **source) + storage.may(["s3:GetObject"], **boxes) + storage.may(write, **spans) + upload)
        self.blur_span = self._function(
            "BlurSpan", "blur-span", settings.blurMemory, settings.blurTimeout,
            storage.may(read, **source) + storage.may(["s3:GetObject"] + write, **spans) + upload)
        self.join = self._function(
            # The memory holds the index of the longest video: 6 hours need some 300 MB.
            "Join", "join", 1024, 900,
            storage.may(read, **source) + storage.may(["s3:GetObject"], **spans) + storage.may(write, **result)
            + [allow(["s3:ListBucketMultipartUploads"], storage.output.bucket_arn)])
        self.remove_pieces = self._function(
            "RemovePieces", "remove-pieces", 256, 300,
            storage.may(["s3:DeleteObject"], **spans)
            + [allow(["s3:ListBucket"], storage.detections.bucket_arn)])
        self.record_failure = self._function(
            "RecordFailure", "record-failure", 256, 60,
            storage.may(["s3:PutObject"], **result) + storage.may(["s3:GetObject", "s3:DeleteObject"], **boxes)
            # Without s3:ListBucket, S3 returns 403 instead of 404 for a missing part.
            + [allow(["s3:ListBucket"], storage.detections.bucket_arn)])
        self.await_message = self.resume = None
        if settings.jobTopicArn:
            self._announce_jobs(settings.jobTopicArn)
            self._pass_messages_on(settings.jobTopicArn, storage)

    @property
    def of_state_machine(self):
        """The functions by their placeholders in the state machine definition."""
        return {
            "StartDetectionFunctionArn": self.start_detection, "CheckJobFunctionArn": self.check_job,
            "GetDetectionsFunctionArn": self.get_detections, "BlurFunctionArn": self.blur,
            "PlanFunctionArn": self.plan, "BlurSpanFunctionArn": self.blur_span, "JoinFunctionArn": self.join,
            "RemovePiecesFunctionArn": self.remove_pieces, "RecordFailureFunctionArn": self.record_failure,
            # Without a topic this state is never entered, but the definition must name a function.
            "AwaitMessageFunctionArn": self.await_message or self.check_job}

    def _function(self, name, handler, memory, seconds, statements, **options):
        return function_of_image(
            self, name, self._settings, handler, memory, seconds, statements, self._environment, **options)

    def _announce_jobs(self, topic):
        """Lets Rekognition publish the completion of jobs to a topic."""
        publisher = iam.Role(
            # Without the conditions another account could make Rekognition publish with this role (confused deputy).
            self, "JobPublisher", assumed_by=for_this_account("rekognition.amazonaws.com", "rekognition", "*"),
            inline_policies={"publish": iam.PolicyDocument(statements=[allow(["sns:Publish"], topic)])})
        self.start_detection.add_environment("SNS_TOPIC_ARN", topic)
        self.start_detection.add_environment("SNS_ROLE_ARN", publisher.role_arn)
        publisher.grant_pass_role(self.start_detection.role)

    def _pass_messages_on(self, topic, storage):
        """The two functions that resume the state machine on a notification. They need no dead-letter queue: if a
        notification is lost, the state machine polls the job after its timeout."""
        tokens = dict(bucket=storage.detections, prefix="tokens/")
        # The service authorization reference lists no resource type for this action, but IAM checks it against the
        # ARN of the state machine.
        wake = [allow(["states:SendTaskSuccess"], state_machine_arn())]
        self.await_message = self._function(
            "AwaitMessage", "await-message", 256, 30,
            storage.may(["s3:PutObject"], **tokens) + wake + [rekognition("GetFaceDetection")])
        self.resume = self._function(
            "Resume", "resume", 256, 60,
            storage.may(["s3:GetObject", "s3:DeleteObject"], **tokens) + wake
            # Without s3:ListBucket, S3 returns 403 instead of 404 for a missing token.
            + [allow(["s3:ListBucket"], storage.detections.bucket_arn)])
        sns.Topic.from_topic_arn(self, "JobTopic", topic).add_subscription(
            subscriptions.LambdaSubscription(self.resume))


def function_of_image(scope, name, settings, handler, memory, seconds, statements, environment, **options):
    """A function of the container image with a role that has these statements, and a log group."""
    log = logs.LogGroup(
        scope, name + "Log", retention=logs.RetentionDays.ONE_MONTH, removal_policy=RemovalPolicy.DESTROY)
    role = iam.Role(scope, name + "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
    # A separate policy resource avoids a dependency cycle: the function would depend on the role's inline policy, the
    # policy on the bucket, and the bucket, through its notifications, on the function.
    iam.Policy(scope, name + "Policy", roles=[role], statements=statements + [
        allow(["logs:CreateLogStream", "logs:PutLogEvents"], log.log_group_arn)])
    bases = {"SWIFT_IMAGE": settings.swiftImage, "BASE_IMAGE": settings.baseImage}
    return lambda_.DockerImageFunction(
        scope, name,
        description=f"Frameveil: {handler}",
        # For images Lambda leaves _HANDLER empty, and it cannot be set as an environment variable of the function.
        code=lambda_.DockerImageCode.from_image_asset(
            str(ROOT), file="deploy/Dockerfile", asset_name="frameveil", platform=assets.Platform.LINUX_AMD64,
            build_args={name: image for name, image in bases.items() if image} or None,
            entrypoint=["/usr/bin/env"], cmd=[f"_HANDLER={handler}", "/usr/bin/frameveil", "lambda"]),
        architecture=lambda_.Architecture.X86_64, role=role, log_group=log, environment=environment,
        memory_size=memory, timeout=Duration.seconds(seconds), **options)


def for_this_account(principal, service, resource):
    """A service principal that can assume a role only for resources of this account and region."""
    return iam.ServicePrincipal(principal, conditions={
        "StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID},
        "ArnLike": {"aws:SourceArn":
                    f"arn:{Aws.PARTITION}:{service}:{Aws.REGION}:{Aws.ACCOUNT_ID}:{resource}"}})


def _environment(settings, storage):
    given = {
        "STATE_MACHINE_ARN": state_machine_arn(),
        "OUTPUT_BUCKET": storage.output.bucket_name,
        "OUTPUT_PREFIX": settings.outputPrefix,
        "DETECTIONS_BUCKET": storage.detections.bucket_name,
        "BLUR_OPTIONS": settings.blurOptions,
        "BLUR_TIMEOUT_SECONDS": str(settings.blurTimeout),
        "SECONDS_PER_MEGAPIXEL_FRAME": settings.secondsPerMegapixelFrame,
        "SPAN_CONCURRENCY": str(settings.spanConcurrency),
        "SPAN_SECONDS": str(settings.spanSeconds or "")}
    return {name: value for name, value in given.items() if value != ""}


def state_machine_arn():
    """Built from the name: a reference would be a cycle, as the state machine depends on the functions."""
    return f"arn:{Aws.PARTITION}:states:{Aws.REGION}:{Aws.ACCOUNT_ID}:stateMachine:{Aws.STACK_NAME}"


def allow(actions, resource):
    return iam.PolicyStatement(actions=actions, resources=[resource])


def rekognition(*actions):
    """These actions support no resource-level permissions: neither jobs nor images have an ARN."""
    return allow([f"rekognition:{action}" for action in actions], "*")
