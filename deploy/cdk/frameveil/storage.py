"""The buckets: input videos, results, and detections; and that of the image API."""
from aws_cdk import Aws, CfnResource, Duration, RemovalPolicy, Stack, aws_iam as iam, aws_kms as kms
from aws_cdk import aws_logs as logs, aws_s3 as s3
from constructs import Construct


class Storage(Construct):
    """Buckets with encryption, TLS-only access and no public access.

    They are not versioned, so that deleting an original deletes it for good. A video that is replaced during an
    execution is detected by its ETag.
    """

    def __init__(self, scope, settings):
        super().__init__(scope, "Storage")
        self._settings = settings
        self.key = settings.kmsKeyArn and kms.Key.from_key_arn(self, "Key", settings.kmsKeyArn)
        self.input = self._bucket("Input")
        self.output = self._bucket("Output")
        self.detections = self._bucket("Detections", [_expiry(settings.detectionsDays), _pieces_expiry()])
        self.images = self._bucket("Images", _image_expiry(settings.imagesDays)) if settings.images else None
        if not settings.keepBuckets:
            self._confine_emptying()

    def _bucket(self, name, lifecycle_rules=None):
        keep = self._settings.keepBuckets
        return s3.Bucket(
            self, name,
            encryption=s3.BucketEncryption.KMS if self.key else s3.BucketEncryption.S3_MANAGED,
            encryption_key=self.key or None,
            bucket_key_enabled=True if self.key else None,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            lifecycle_rules=lifecycle_rules or [_expiry(None)],
            removal_policy=RemovalPolicy.RETAIN if keep else RemovalPolicy.DESTROY,
            auto_delete_objects=not keep)

    def _confine_emptying(self):
        """Gives the CDK's function that empties buckets on destroy a log group of this stack, and permissions for
        that log group only. By default it gets a managed policy, and its log group remains after destroy."""
        provider = Stack.of(self).node.find_child("Custom::S3AutoDeleteObjectsCustomResourceProvider")
        group = logs.LogGroup(
            self, "EmptyingLog", retention=logs.RetentionDays.ONE_WEEK, removal_policy=RemovalPolicy.DESTROY)
        handler: CfnResource = provider.node.find_child("Handler")
        handler.add_property_override("LoggingConfig", {"LogGroup": group.log_group_name})
        role: CfnResource = provider.node.find_child("Role")
        role.add_property_deletion_override("ManagedPolicyArns")
        role.add_property_override("Policies", [{
            "PolicyName": "log",
            "PolicyDocument": {"Version": "2012-10-17", "Statement": [{
                "Effect": "Allow",
                "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                "Resource": group.log_group_arn}]}}])

    def may(self, actions, bucket, prefix=""):
        """Statements that allow actions on the objects of a bucket, and the use of its KMS key for them."""
        keys = prefix if prefix.endswith(".json") else prefix + "*"
        allowed = [iam.PolicyStatement(actions=actions, resources=[bucket.arn_for_objects(keys)])]
        if self.key:
            writes = any("Put" in action for action in actions)
            allowed.append(iam.PolicyStatement(
                # CompleteMultipartUpload decrypts the parts, so writing needs kms:Decrypt, too.
                actions=["kms:Decrypt"] + (["kms:GenerateDataKey"] if writes else []),
                resources=[self.key.key_arn],
                # Through S3 only, because the key may encrypt other data of the account.
                conditions={"StringEquals": {"kms:ViaService": f"s3.{Aws.REGION}.{Aws.URL_SUFFIX}"}}))
        return allowed


def _expiry(days):
    """Deletes objects after days, and parts of unfinished uploads."""
    return s3.LifecycleRule(
        abort_incomplete_multipart_upload_after=Duration.days(2), expiration=days and Duration.days(days))


def _pieces_expiry():
    """Deletes plans and pieces that an execution left, after the three days that it may take. A later expiry of the bucket's
    objects does not count: of several rules the earliest applies."""
    return s3.LifecycleRule(id="spans", prefix="spans/", expiration=Duration.days(4))


def _image_expiry(days):
    """Originals are deleted after a day, by the tag that the function gives them, results after days. A rule with a tag
    cannot abort uploads."""
    originals = s3.LifecycleRule(
        id="originals", tag_filters={"frameveil": "original"}, expiration=Duration.days(1))
    return [originals, _expiry(days)]
