"""Static checks of the state machine definition."""
import json
import subprocess
import sys

import pytest

import definition
from definition import (
    ITEM_TASKS, MAPS, STATES, TASKS, longest_wait, most_calls, most_polls, retrier, waits_for_token)

# A task that fails after the result or the record was written changes neither.
LAST = ("RemovePieces", "RemovePiecesOfFailure")
ALL_TASKS = {**TASKS, **ITEM_TASKS}


def test_statelint_finds_nothing(tmp_path):
    path = tmp_path / "definition.json"
    # statelint does not know the type of a Map's items, without which AWS takes none.
    path.write_text(definition.text().replace('"ReaderConfig": {"InputType": "JSON"},', ""))
    linted = subprocess.run([sys.executable, "-m", "statelint", path], capture_output=True, text=True)
    assert (linted.returncode, linted.stdout) == (0, "")


@pytest.mark.parametrize("name", ALL_TASKS)
def test_every_task_has_a_time_limit(name):
    assert ALL_TASKS[name]["TimeoutSeconds"] <= (3600 if name == "AwaitMessage" else 930)


@pytest.mark.parametrize("name", [name for name in (*TASKS, *MAPS) if name not in ("AwaitMessage", *LAST)])
def test_every_failure_ends_in_failed(name):
    catch = STATES[name]["Catch"]
    of_items = [["States.ExceedToleratedFailureThreshold"]] if name in MAPS else []
    assert [entry["ErrorEquals"] for entry in catch] == [*of_items, ["States.ALL"]]
    for entry in catch:
        state, seen = entry["Next"], []
        while STATES[state]["Type"] != "Choice":
            seen.append(state)
            state = STATES[state]["Next"]
        assert seen[-2:] == ([] if name == "RecordFailure" else ["DescribeFailure", "RecordFailure"])
        assert seen[:-2] in ([], ["SpanFailed"])
    # Pieces are removed after the record was written, or could not be.
    assert state == "WasDivided"
    assert STATES[state]["Default"] == STATES["RemovePiecesOfFailure"]["Next"] == "Failed"


@pytest.mark.parametrize("name, following", zip(LAST, ("PassResult", "Failed")))
def test_pieces_that_cannot_be_removed_do_not_change_the_outcome(name, following):
    task = STATES[name]
    assert task["Catch"] == [{"ErrorEquals": ["States.ALL"], "ResultPath": None, "Next": following}]
    assert (task["ResultPath"], task["Next"]) == (None, following)


@pytest.mark.parametrize("name", MAPS)
def test_maps_are_distributed_bounded_and_tolerate_no_failure(name):
    state = MAPS[name]
    assert state["ItemProcessor"]["ProcessorConfig"] == {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}
    assert state["ToleratedFailureCount"] == 0 and "ToleratedFailurePercentage" not in state
    assert state["MaxConcurrencyPath"] == "$.start.concurrency"
    # Items are an object, and their results are dropped: the state holds references only.
    assert "ItemsPath" not in state and state["ItemReader"]["Resource"] == definition.READ_ITEMS
    assert state["ResultPath"] is None


def test_a_wait_for_a_message_ends_in_looks_at_the_job():
    """On success, failure and timeout, with an unchanged state: polling does not depend on the notification."""
    task = TASKS["AwaitMessage"]
    assert waits_for_token(task) and task["TimeoutSeconds"] <= 3600
    assert task["Catch"] == [{"ErrorEquals": ["States.ALL"], "ResultPath": None, "Next": "WaitForJob"}]
    assert (task["ResultPath"], task["Next"]) == (None, "CheckJob")


@pytest.mark.parametrize("name", ALL_TASKS)
def test_every_retry_is_spread_and_bounded(name):
    for entry in ALL_TASKS[name]["Retry"]:
        assert entry["JitterStrategy"] == "FULL"
        assert entry["MaxDelaySeconds"] <= 600
        assert "States.ALL" not in entry["ErrorEquals"] and "States.TaskFailed" not in entry["ErrorEquals"]


@pytest.mark.parametrize("error", ["AccessDeniedException", "InvalidS3ObjectException", "TooLong", "OutOfTime",
                                   "InvalidInput", "Sandbox.Timedout", "Runtime.ExitError", "States.Timeout"])
def test_what_would_fail_again_is_not_tried_again(error):
    assert not any(error in entry["ErrorEquals"] for task in TASKS.values() for entry in task["Retry"])


@pytest.mark.parametrize("error", ["Runtime.ExitError", "Sandbox.Timedout", "Lambda.Unknown", "States.Timeout"])
def test_a_worker_that_was_killed_runs_again_twice(error):
    """Other workers of the video were not killed, and what a worker writes can be written again."""
    [entry] = [entry for entry in ITEM_TASKS["BlurSpan"]["Retry"] if error in entry["ErrorEquals"]]
    assert entry["MaxAttempts"] == 2


@pytest.mark.parametrize("error", ["TooLong", "OutOfTime", "InvalidInput", "AccessDenied"])
def test_a_worker_that_would_fail_again_does_not_run_again(error):
    assert not any(error in entry["ErrorEquals"] for entry in ITEM_TASKS["BlurSpan"]["Retry"])


def test_a_video_waits_for_one_of_the_20_jobs_for_hours():
    longest = longest_wait(retrier("StartDetection", "LimitExceededException"))
    # With full jitter a wait is half as long on average.
    assert 6 * 3600 - 600 < longest / 2 < longest < 12 * 3600


def test_history_stays_below_25000_events():
    """Each state has an entered and an exited event. A task adds scheduled, started and ended events per attempt. A task
    with a token also has a submitted event."""
    def events(state):
        # Items have histories of their own.
        once = {"Task": 5, "Map": 5, "Pass": 2, "Wait": 2, "Choice": 2, "Succeed": 2, "Fail": 2}[STATES[state]["Type"]]
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
    # A video is redacted either whole or by workers, of which those that wait longest wait at the same time.
    tasks = {name: task for name, task in ALL_TASKS.items() if name not in ("CheckJob", "Blur")}
    waits = sum(longest_wait(entry) for task in tasks.values() for entry in task["Retry"])
    each_poll = 60 + sum(longest_wait(entry) for entry in TASKS["CheckJob"]["Retry"])
    work = sum(task["TimeoutSeconds"] for task in ALL_TASKS.values())
    pages = most_calls() * TASKS["GetDetections"]["TimeoutSeconds"]
    limit = json.loads(definition.text())["TimeoutSeconds"]
    assert waits + most_polls() * each_poll + work + pages < limit
