"""Static checks of the state machine definition."""
import json
import subprocess
import sys

import pytest

import definition
from definition import STATES, TASKS, longest_wait, most_calls, most_polls, retrier, waits_for_token


def test_statelint_finds_nothing(tmp_path):
    path = tmp_path / "definition.json"
    path.write_text(definition.text())
    linted = subprocess.run([sys.executable, "-m", "statelint", path], capture_output=True, text=True)
    assert (linted.returncode, linted.stdout) == (0, "")


@pytest.mark.parametrize("name", [name for name in TASKS if name != "AwaitMessage"])
def test_every_task_has_a_time_limit_and_ends_in_failed(name):
    task = TASKS[name]
    assert task["TimeoutSeconds"] <= 930
    assert [entry["ErrorEquals"] for entry in task["Catch"]] == [["States.ALL"]]
    state, seen = task["Catch"][0]["Next"], []
    while state != "Failed":
        seen.append(state)
        state = STATES[state]["Next"]
    assert seen == ([] if name == "RecordFailure" else ["DescribeFailure", "RecordFailure"])


def test_a_wait_for_a_message_ends_in_looks_at_the_job():
    """On success, failure and timeout, with an unchanged state: polling does not depend on the notification."""
    task = TASKS["AwaitMessage"]
    assert waits_for_token(task) and task["TimeoutSeconds"] <= 3600
    assert task["Catch"] == [{"ErrorEquals": ["States.ALL"], "ResultPath": None, "Next": "WaitForJob"}]
    assert (task["ResultPath"], task["Next"]) == (None, "CheckJob")


@pytest.mark.parametrize("name", TASKS)
def test_every_retry_is_spread_and_bounded(name):
    for entry in TASKS[name]["Retry"]:
        assert entry["JitterStrategy"] == "FULL"
        assert entry["MaxDelaySeconds"] <= 600
        assert "States.ALL" not in entry["ErrorEquals"] and "States.TaskFailed" not in entry["ErrorEquals"]


@pytest.mark.parametrize("error", ["AccessDeniedException", "InvalidS3ObjectException", "TooLong", "OutOfTime",
                                   "InvalidInput", "Sandbox.Timedout", "Runtime.ExitError", "States.Timeout"])
def test_what_would_fail_again_is_not_tried_again(error):
    assert not any(error in entry["ErrorEquals"] for task in TASKS.values() for entry in task["Retry"])


def test_a_video_waits_for_one_of_the_20_jobs_for_hours():
    longest = longest_wait(retrier("StartDetection", "LimitExceededException"))
    # With full jitter a wait is half as long on average.
    assert 6 * 3600 - 600 < longest / 2 < longest < 12 * 3600


def test_history_stays_below_25000_events():
    """Each state has an entered and an exited event. A task adds scheduled, started and ended events per attempt. A task
    with a token also has a submitted event."""
    def events(state):
        once = {"Task": 5, "Pass": 2, "Wait": 2, "Choice": 2, "Succeed": 2, "Fail": 2}[STATES[state]["Type"]]
        once += waits_for_token(STATES[state])
        return once + sum(3 * entry["MaxAttempts"] for entry in STATES[state].get("Retry", []))

    in_loops = {"WaitForJob": most_polls(), "CheckJob": most_polls(), "IsJobDone": most_polls(),
                "GetDetections": most_calls() + 1, "HasMorePages": most_calls() + 1, "CountCall": most_calls()}
    worst = 2 + sum(events(state) * in_loops.get(state, 1) for state in STATES)
    assert worst < definition.MOST_EVENTS, worst

    # Six hours of video, if Rekognition takes as long as the video: a poll per minute, no retries.
    each_poll = sum(events(state) for state in ("WaitForJob", "CheckJob", "IsJobDone")) - 15
    usual = 2 + each_poll * (6 * 60 + 10) + 100
    print(f"events: {usual} for a video of six hours, {worst} at worst")
    assert usual < 3_500


def test_polls_outlast_a_video_of_six_hours_twice():
    assert most_polls() * 60 >= 2 * 6 * 3600


def test_the_whole_machine_outlasts_all_its_waits():
    """A timeout of the whole execution cannot be caught, so no failure record would be written."""
    waits = sum(longest_wait(entry) for name, task in TASKS.items() for entry in task["Retry"]
                if name != "CheckJob")
    each_poll = 60 + sum(longest_wait(entry) for entry in TASKS["CheckJob"]["Retry"])
    work = sum(task["TimeoutSeconds"] for task in TASKS.values())
    pages = most_calls() * TASKS["GetDetections"]["TimeoutSeconds"]
    limit = json.loads(definition.text())["TimeoutSeconds"]
    assert waits + most_polls() * each_poll + work + pages < limit
