"""The AWS CDK stack of Frameveil."""
