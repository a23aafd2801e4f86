#!/usr/bin/env python3
"""The CDK app: one stack. Parameters are context values, `-c NAME=VALUE` (deploy/README.md)."""
import aws_cdk as cdk

from frameveil.settings import Settings
from frameveil.stack import FrameveilStack

app = cdk.App()
settings = Settings.from_context(app.node)
FrameveilStack(app, settings.stackName, settings=settings)
app.synth()
