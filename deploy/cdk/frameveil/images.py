"""The image API: an HTTP API in front of the function `analyze-image`."""
import json

from aws_cdk import Aws, RemovalPolicy, aws_apigatewayv2 as api, aws_logs as logs
from aws_cdk import aws_apigatewayv2_authorizers as authorizers, aws_apigatewayv2_integrations as integrations
from constructs import Construct

from .functions import allow, function_of_image, rekognition

PREFIX = "images"
# API Gateway waits 30 s. The function answers in words that time ran out if it ends before that.
SECONDS = 29
# No headers and no query: they can hold what identifies a person. A token's claims stay out for the same reason, but
# for the subject, by which abuse is found.
LOGGED = {
    "requestId": "$context.requestId", "time": "$context.requestTime", "ip": "$context.identity.sourceIp",
    "user": "$context.identity.userArn", "subject": "$context.authorizer.claims.sub",
    "route": "$context.routeKey", "protocol": "$context.protocol", "status": "$context.status",
    "responseBytes": "$context.responseLength", "milliseconds": "$context.responseLatency",
    "integrationMilliseconds": "$context.integrationLatency", "integrationStatus": "$context.integrationStatus",
    "integrationError": "$context.integrationErrorMessage", "authorizerError": "$context.authorizer.error",
    "error": "$context.error.responseType"}


class Images(Construct):
    """The function, the API and its access log. All routes have the same authorization."""

    def __init__(self, scope, settings, storage):
        super().__init__(scope, "Images")
        self.function = function_of_image(
            self, "Analyze", settings, "analyze-image", settings.imagesMemory, SECONDS, _statements(storage),
            _environment(settings, storage), reserved_concurrent_executions=settings.imagesConcurrency or None)
        self.api = api.HttpApi(
            self, "Api", api_name=f"{Aws.STACK_NAME}-images", description="Frameveil: the image API",
            create_default_stage=False, default_authorizer=_authorizer(settings))
        integration = integrations.HttpLambdaIntegration("Function", self.function)
        for path, method in (("/images", api.HttpMethod.POST), ("/", api.HttpMethod.GET)):
            self.api.add_routes(path=path, methods=[method], integration=integration)
        stage = api.HttpStage(
            self, "Stage", http_api=self.api, stage_name="$default", auto_deploy=True,
            throttle=api.ThrottleSettings(rate_limit=settings.imagesRate, burst_limit=settings.imagesBurst))
        self._log_access(stage)

    def _log_access(self, stage):
        log = logs.LogGroup(
            # The recommended prefix, as for the state machine.
            self, "AccessLog", log_group_name=f"/aws/vendedlogs/apis/{Aws.STACK_NAME}-images",
            retention=logs.RetentionDays.ONE_MONTH, removal_policy=RemovalPolicy.DESTROY)
        stage.node.default_child.access_log_settings = api.CfnStage.AccessLogSettingsProperty(
            destination_arn=log.log_group_arn, format=json.dumps(LOGGED))


def _authorizer(settings):
    """Whom the API lets in: principals of IAM, holders of a token, or everyone."""
    if settings.images == "open":
        return api.HttpNoneAuthorizer()
    if settings.images == "jwt":
        return authorizers.HttpJwtAuthorizer(
            "Tokens", settings.imagesIssuer, jwt_audience=settings.imagesAudience.split(","))
    return authorizers.HttpIamAuthorizer()


def _statements(storage):
    def may(actions, name):
        return storage.may(actions, storage.images, f"{PREFIX}/{name}")

    return [
        # Rekognition reads an image above 5 MB from the bucket with the permissions of the caller.
        rekognition("DetectFaces", "DetectLabels", "DetectModerationLabels", "DetectText"),
        # Whoever has a presigned URL reads with the permissions of the role.
        *may(["s3:GetObject", "s3:PutObject"], ""),
        *may(["s3:PutObjectTagging"], "*/original."), *may(["s3:PutObjectTagging", "s3:DeleteObject"], "*/upload-"),
        # Without s3:ListBucket, S3 returns 403 instead of 404 for a result that does not exist yet.
        allow(["s3:ListBucket"], storage.images.bucket_arn)]


def _environment(settings, storage):
    given = {
        "IMAGES_BUCKET": storage.images.bucket_name,
        "IMAGES_PREFIX": PREFIX,
        "KEEP_ORIGINALS": str(settings.imagesOriginals).lower(),
        "URL_LIFETIME_SECONDS": str(settings.imagesUrlSeconds),
        "IMAGE_OPTIONS": settings.imagesOptions}
    return {name: value for name, value in given.items() if value != ""}
