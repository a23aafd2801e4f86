"""The stack: storage, functions, state machine, image API and monitoring."""
from aws_cdk import CfnOutput, Stack

from .functions import Functions
from .images import Images
from .storage import Storage
from .watch import Watch
from .workflow import Workflow


class FrameveilStack(Stack):
    """All resources of the workflow that redacts the videos uploaded to the input bucket, and of the image API if it
    is asked for."""

    def __init__(self, scope, name, *, settings, **options):
        super().__init__(
            scope, name, description="Frameveil: redacts the faces in videos uploaded to a bucket", **options)
        storage = Storage(self, settings)
        functions = Functions(self, settings, storage)
        workflow = Workflow(self, settings, storage, functions)
        images = Images(self, settings, storage) if settings.images else None
        Watch(self, settings, functions, workflow.state_machine, images)
        outputs = {
            "InputBucket": storage.input.bucket_name,
            "OutputBucket": storage.output.bucket_name,
            "StateMachine": workflow.state_machine.state_machine_arn,
            "DeadLetters": functions.dead_letters.queue_url,
        }
        if images:
            outputs |= {"ImagesUrl": images.api.api_endpoint, "ImagesBucket": storage.images.bucket_name}
        for output, value in outputs.items():
            CfnOutput(self, output, value=value)
