"""The definition of the state machine, with helpers for the tests."""
import json
import re
from pathlib import Path

FILE = Path(__file__).resolve().parents[1] / "state-machine.asl.json"
WAIT = "arn:aws:states:::lambda:invoke.waitForTaskToken"
READ_ITEMS = "arn:aws:states:::s3:getObject"
# Service quotas of Step Functions.
MOST_EVENTS = 25_000
MOST_BYTES = 256 * 1024


def text():
    """The definition with an ARN for each placeholder, as CloudFormation substitutes them."""
    services = FILE.read_text().replace("${InvokeAndWaitForTokenArn}", WAIT).replace("${ReadItemsArn}", READ_ITEMS)
    return re.sub(r"\$\{(\w+)\}", r"arn:aws:lambda:eu-west-1:123456789012:function:\1", services)


STATES = json.loads(text())["States"]
MAPS = {name: state for name, state in STATES.items() if state["Type"] == "Map"}
# The tasks of the machine, and those that its Maps run for each item.
TASKS = {name: state for name, state in STATES.items() if state["Type"] == "Task"}
ITEM_TASKS = {name: state for map in MAPS.values() for name, state in map["ItemProcessor"]["States"].items()}


def waits_for_token(state):
    """Whether a task waits for a callback with its task token instead of the end of its function."""
    return state.get("Resource") == WAIT


def function(state):
    """The function that a task invokes."""
    return state.get("Parameters", {}).get("FunctionName", state["Resource"])


def retrier(task, error):
    """The retrier of a task that matches an error."""
    return next(entry for entry in TASKS[task]["Retry"] if error in entry["ErrorEquals"])


def longest_wait(entry):
    """The longest total delay of a retrier in seconds, with maximal jitter."""
    waits = (entry["IntervalSeconds"] * entry["BackoffRate"] ** n for n in range(entry["MaxAttempts"]))
    return sum(min(wait, entry["MaxDelaySeconds"]) for wait in waits)


def most_polls():
    """The number of polls after which the machine fails."""
    return next(rule["NumericGreaterThanEquals"] for rule in STATES["IsJobDone"]["Choices"]
                if rule["Variable"] == "$.job.polls")


def most_calls():
    """The maximum number of further invocations of get-detections."""
    return next(rule["NumericGreaterThanEquals"] for rule in STATES["HasMorePages"]["Choices"]
                if rule["Variable"] == "$.calls.count")
