"""Frameveil's stack for the AWS CDK."""
