"""The state machine's definition, as the tests see it."""
import json
import re
from pathlib import Path

FILE = Path(__file__).resolve().parents[1] / "state-machine.asl.json"
WAIT = "arn:aws:states:::lambda:invoke.waitForTaskToken"
# Step Functions' own limits.
MOST_EVENTS = 25_000
MOST_BYTES = 256 * 1024


def text():
    """With an ARN for each function, as CloudFormation puts them in."""
    with_wait = FILE.read_text().replace("${InvokeAndWaitForTokenArn}", WAIT)
    return re.sub(r"\$\{(\w+)\}", r"arn:aws:lambda:eu-west-1:123456789012:function:\1", with_wait)


STATES = json.loads(text())["States"]
TASKS = {name: state for name, state in STATES.items() if state["Type"] == "Task"}


def waits_for_token(state):
    """Whether a task ends when somebody sends its token, and not with its function."""
    return state.get("Resource") == WAIT


def function(state):
    """The function that a task calls."""
    return state.get("Parameters", {}).get("FunctionName", state["Resource"])


def retrier(task, error):
    """The entry of a task's Retry that an error meets."""
    return next(entry for entry in TASKS[task]["Retry"] if error in entry["ErrorEquals"])


def longest_wait(entry):
    """Seconds between all attempts, if chance makes each wait as long as it can be."""
    waits = (entry["IntervalSeconds"] * entry["BackoffRate"] ** n for n in range(entry["MaxAttempts"]))
    return sum(min(wait, entry["MaxDelaySeconds"]) for wait in waits)


def most_polls():
    """After so many looks at a job the machine gives up."""
    return next(rule["NumericGreaterThanEquals"] for rule in STATES["IsJobDone"]["Choices"]
                if rule["Variable"] == "$.job.polls")


def most_calls():
    """As often get-detections is called for more pages."""
    return next(rule["NumericGreaterThanEquals"] for rule in STATES["HasMorePages"]["Choices"]
                if rule["Variable"] == "$.calls.count")
