"""Runs the definition in moto's interpreter of Amazon States Language, with functions provided by a test.

Nothing sleeps: waits are recorded instead. A task token that was not sent before its wait begins counts as a timeout.
"""
import io
import json
import types
from contextlib import contextmanager
from unittest import mock

import boto3
from moto import mock_aws
from moto.stepfunctions.parser.api import HistoryEventType, MapRunFailedEventDetails
from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl
from moto.stepfunctions.parser.asl.component.state.exec.state_task import lambda_eval_utils
from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import (
    FailureEvent, FailureEventException)
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name import StatesErrorName
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name_type import StatesErrorNameType
from moto.stepfunctions.parser.asl.component.state.exec.state_map.iteration.itemprocessor import (
    distributed_item_processor, distributed_item_processor_worker)
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.wait_function import WaitFunction
from moto.stepfunctions.parser.asl.eval.callback.callback import CallbackEndpoint
from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails
from moto.stepfunctions.parser.backend.execution_worker import ExecutionWorker, SyncExecutionWorker

import definition


class FunctionError(Exception):
    """The error of a function."""

    def __init__(self, kind, message="it failed"):
        super().__init__(message)
        self.kind = kind


def send(token):
    """Completes the task that waits with a token."""
    boto3.client("stepfunctions", region_name="eu-west-1").send_task_success(taskToken=token, output="{}")


def put_items(bucket, key, items):
    """Writes the items of a Map."""
    s3 = boto3.client("s3", region_name="us-east-1")
    s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key=key, Body=json.dumps(items))
    return {"bucket": bucket, "key": key}


class Worker(distributed_item_processor_worker.DistributedItemProcessorWorker):
    """moto counts the failed items of a distributed Map, but does not compare them with ToleratedFailureCount. Here the first
    one fails the Map, as of AWS's with a count of 0."""

    def _eval_job(self, env, job):
        super()._eval_job(env, job)
        if self._map_run_record.item_counter.failed.get():
            threshold = StatesErrorName(typ=StatesErrorNameType.StatesExceedToleratedFailureThreshold)
            cause = "The specified tolerated failure threshold was exceeded"
            job.job_output = FailureEventException(FailureEvent(
                env=env, error_name=threshold, event_type=HistoryEventType.MapRunFailed,
                event_details=EventDetails(mapRunFailedEventDetails=MapRunFailedEventDetails(
                    error=threshold.error_name, cause=cause))))


class Run:
    """A finished execution: invocations, waits, retries, history and result."""

    def __init__(self, functions, execution_input):
        self.calls, self.waits, self.retries, self.waits_for_token = [], [], [], []
        with self._interpreter(functions):
            machines = boto3.client("stepfunctions", region_name="eu-west-1")
            machine = machines.create_state_machine(
                name="frameveil", definition=definition.text(), roleArn="arn:aws:iam::123456789012:role/any")
            self.execution = machines.start_execution(
                stateMachineArn=machine["stateMachineArn"], name="one", input=json.dumps(execution_input)
            )["executionArn"]
            told = machines.describe_execution(executionArn=self.execution)
            pages = machines.get_paginator("get_execution_history").paginate(executionArn=self.execution)
            self.events = [event for page in pages for event in page["events"]]
        self.status = told["status"]
        self.output = json.loads(told["output"]) if "output" in told else None
        self.error, self.cause = told.get("error"), told.get("cause")

    def payloads(self, function):
        """The payloads of all invocations of a function."""
        return [payload for name, payload in self.calls if name == function]

    @property
    def states(self):
        """The states in order of entry."""
        return [event["stateEnteredEventDetails"]["name"] for event in self.events
                if "stateEnteredEventDetails" in event]

    @property
    def largest_state(self):
        """The size of the largest input or output of a state in bytes."""
        details = [event.get("stateEnteredEventDetails", {}).get("input", "") for event in self.events]
        details += [event.get("stateExitedEventDetails", {}).get("output", "") for event in self.events]
        return max(len(text.encode()) for text in details)

    @contextmanager
    def _interpreter(self, functions):
        """Patches the interpreter to run in this thread and to invoke the given functions."""
        def wait(_, env, wait_seconds):
            self.waits.append(wait_seconds)

        def wait_for_token(endpoint, timeout=None):
            self.waits_for_token.append(timeout)
            return endpoint.get_outcome()

        with (mock_aws(config={"stepfunctions": {"execute_state_machine": True}}),
              mock.patch.object(ExecutionWorker, "start", SyncExecutionWorker.start),
              mock.patch.object(lambda_eval_utils, "boto_client_for", lambda **_: self._client(functions)),
              mock.patch.object(retrier_decl, "time", types.SimpleNamespace(sleep=self.retries.append)),
              mock.patch.object(CallbackEndpoint, "wait", wait_for_token),
              mock.patch.object(distributed_item_processor, "DistributedItemProcessorWorker", Worker),
              mock.patch.object(WaitFunction, "_wait_interval", wait)):
            yield

    def _client(self, functions):
        def invoke(FunctionName, Payload, **_):
            name = FunctionName.rsplit(":", 1)[-1].removesuffix("FunctionArn")
            payload = json.loads(Payload)
            self.calls.append((name, payload))
            try:
                return {"StatusCode": 200, "Payload": _body(functions[name](payload))}
            except FunctionError as error:
                told = {"errorType": error.kind, "errorMessage": str(error)}
                return {"StatusCode": 200, "FunctionError": "Unhandled", "Payload": _body(told)}
        return types.SimpleNamespace(invoke=invoke)


def _body(value):
    return io.BytesIO(json.dumps(value).encode())
