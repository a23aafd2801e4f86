"""Runs the state machine with fake functions that respond like the real ones."""
import json

import pytest

import definition
from interpreter import FunctionError, Run, put_items, send

VIDEO = {"bucket": "in", "key": "été a+b.mp4", "versionId": None, "etag": "e", "size": 1000}
INPUT = {"video": VIDEO, "token": "abc", "output": {"bucket": "out", "key": "été a+b.mp4"}, "polls": 0}
PARTS = {"bucket": "boxes", "prefix": "abc", "parts": 1}
BLURRED = {
    "output": {"bucket": "out", "key": "été a+b.mp4", "bytes": 900}, "frames": 30, "framesWithFaces": 20, "tracks": 2,
    "report": {"bucket": "out", "key": "été a+b.mp4.report.json"}, "seconds": 2.5, "weakSpots": 0}


def fails(kind, times=None, then=None):
    """A function that fails a number of times, or always."""
    count = 0

    def function(payload):
        nonlocal count
        count += 1
        if times is None or count <= times:
            raise FunctionError(kind, "because")
        return then(payload)
    return function


def start(_):
    return {"jobId": "job-1", "announced": False, "isDivided": False, "concurrency": 3, "estimate": None}


def start_divided(_):
    return {**start(_), "isDivided": True}


def plan(spans):
    """Divides a video."""
    def function(payload):
        items = put_items("boxes", "spans/abc/items.json", [{"span": number + 1} for number in range(spans)])
        return {"items": items, "spans": spans}
    return function


def start_announced(_):
    return {**start(_), "announced": True}


def told(payload):
    """The notification arrives, or the job has already ended."""
    send(payload["taskToken"])
    return {"jobId": payload["jobId"], "status": "SUCCEEDED"}


def not_told(payload):
    return {"jobId": payload["jobId"], "status": "IN_PROGRESS"}


def check(payload, looks=2, status="SUCCEEDED", **more):
    polls = payload["polls"] + 1
    return {"jobId": payload["jobId"], "status": status if polls >= looks else "IN_PROGRESS", "polls": polls,
            "waitSeconds": min(60, 5 * polls), **more}


def pages(calls):
    """Detections that take a number of invocations."""
    def get(payload):
        assert (payload["parts"] == 0) == ("nextToken" not in payload)
        parts = payload["parts"] + 1
        more = {"nextToken": f"page-{parts}" + "x" * 500} if parts < calls else {}
        return {"jobId": payload["jobId"], "token": payload["token"], "parts": parts, "faces": 1000 * parts,
                "done": parts == calls, "detections": {**PARTS, "parts": parts}, **more}
    return get


def run(**functions):
    whole = {"StartDetection": start, "CheckJob": check, "GetDetections": pages(1), "Blur": lambda _: BLURRED,
             "Plan": plan(5), "BlurSpan": lambda payload: {"span": payload["span"]}, "Join": lambda _: BLURRED,
             "RemovePieces": lambda _: {"removed": 8},
             "RecordFailure": lambda payload: {"record": payload["output"], "removed": 0}}
    return Run({**whole, **functions}, INPUT)


def recorded(done, error):
    """The payload of the only record-failure invocation; checks that the execution failed with the same error."""
    [payload] = done.payloads("RecordFailure")
    assert (done.status, done.error, payload["error"]["Error"]) == ("FAILED", error, error)
    assert payload["error"]["Cause"] == done.cause
    assert payload["execution"] == done.execution
    assert (payload["video"], payload["output"], payload["token"]) == (VIDEO, INPUT["output"], "abc")
    return payload


def test_a_video_is_blurred():
    done = run()
    assert (done.status, done.output) == ("SUCCEEDED", BLURRED)
    assert done.payloads("StartDetection") == [{"video": VIDEO, "token": "abc"}]
    assert done.payloads("CheckJob") == [{"jobId": "job-1", "polls": 0}, {"jobId": "job-1", "polls": 1}]
    assert done.payloads("GetDetections") == [
        {"jobId": "job-1", "token": "abc", "parts": 0, "faces": 0, "detections": None}]
    assert done.payloads("Blur") == [
        {"video": VIDEO, "output": INPUT["output"], "token": "abc", "detections": PARTS}]
    assert done.payloads("RecordFailure") == []
    # Five seconds first, then the waitSeconds of check-job-status.
    assert done.waits == [5, 5]


def test_a_message_wakes_it():
    done = run(StartDetection=start_announced, AwaitMessage=told, CheckJob=lambda payload: check(payload, 1))
    assert (done.status, done.output) == ("SUCCEEDED", BLURRED)
    [payload] = done.payloads("AwaitMessage")
    assert payload["jobId"] == "job-1" and set(payload) == {"jobId", "taskToken"}
    # The status is polled from Rekognition, without a wait before.
    assert done.payloads("CheckJob") == [{"jobId": "job-1", "polls": 0}]
    assert (done.waits, done.waits_for_token) == ([], [3600])


def test_a_message_about_a_job_that_runs_leads_to_looks():
    done = run(StartDetection=start_announced, AwaitMessage=told, CheckJob=lambda payload: check(payload, 3))
    assert (done.status, done.waits, len(done.payloads("AwaitMessage"))) == ("SUCCEEDED", [5, 10], 1)


def test_a_message_that_does_not_come_leads_to_looks():
    done = run(StartDetection=start_announced, AwaitMessage=not_told)
    assert (done.status, done.output) == ("SUCCEEDED", BLURRED)
    assert (done.waits_for_token, done.waits) == ([3600], [5, 5])
    assert done.states[3:7] == ["IsJobAnnounced", "AwaitMessage", "WaitForJob", "CheckJob"]


def test_a_wait_that_cannot_begin_leads_to_looks():
    done = run(StartDetection=start_announced, AwaitMessage=fails("AccessDenied"))
    assert (done.status, done.waits, done.retries, done.waits_for_token) == ("SUCCEEDED", [5, 5], [], [])


def test_a_wait_whose_beginning_fails_begins_anew():
    done = run(StartDetection=start_announced, AwaitMessage=fails("ThrottlingException", 2, told))
    assert (done.status, len(done.retries), done.waits_for_token) == ("SUCCEEDED", 2, [3600])


def test_a_failed_job_says_what_rekognition_said():
    done = run(CheckJob=lambda payload: check(payload, 1, "FAILED", statusMessage="no such codec"))
    payload = recorded(done, "RekognitionJobFailed")
    assert "no such codec" in payload["error"]["Cause"]
    assert (payload["jobId"], payload["detections"]) == ("job-1", None)


def test_a_failed_job_may_say_nothing():
    recorded(run(CheckJob=lambda payload: check(payload, 1, "FAILED")), "RekognitionJobFailed")


def test_all_jobs_taken_means_waiting():
    done = run(StartDetection=fails("LimitExceededException", 40, start))
    assert done.status == "SUCCEEDED"
    assert len(done.retries) == 40
    assert max(done.retries) <= 600 and len(set(done.retries)) > 30


def test_all_jobs_taken_for_too_long():
    done = run(StartDetection=fails("LimitExceededException"))
    payload = recorded(done, "LimitExceededException")
    assert len(done.retries) == 75
    assert (payload["jobId"], payload["detections"]) == (None, None)


@pytest.mark.parametrize("function", ["StartDetection", "CheckJob", "GetDetections", "Blur"])
@pytest.mark.parametrize("error", ["ThrottlingException", "Lambda.ServiceException", "Lambda.TooManyRequestsException"])
def test_what_passes_is_tried_again(function, error):
    good = {"StartDetection": start, "CheckJob": check, "GetDetections": pages(1), "Blur": lambda _: BLURRED}
    done = run(**{function: fails(error, 2, good[function])})
    assert (done.status, len(done.retries)) == ("SUCCEEDED", 2)


@pytest.mark.parametrize("function, state", [("StartDetection", "TooLong"), ("CheckJob", "AccessDeniedException"),
                                             ("GetDetections", "JobNotDone"), ("Blur", "OutOfTime")])
def test_what_does_not_pass_is_recorded_at_once(function, state):
    done = run(**{function: fails(state)})
    payload = recorded(done, state)
    assert json.loads(payload["error"]["Cause"])["errorMessage"] == "because"
    assert (done.retries, len(done.payloads(function))) == ([], 1)


def test_a_failed_blur_names_the_detections_to_remove():
    payload = recorded(run(Blur=fails("Coverage")), "Coverage")
    assert (payload["jobId"], payload["detections"]) == ("job-1", PARTS)


def test_a_record_that_cannot_be_written_does_not_hide_why():
    done = run(Blur=fails("Coverage"), RecordFailure=fails("AccessDenied"))
    recorded(done, "Coverage")


def test_a_job_that_never_ends():
    """More polls than a video of six hours needs: the intervals grow, the state does not."""
    done = run(CheckJob=lambda payload: check(payload, 10**9))
    assert done.waits[:3] == [5, 5, 10] and set(done.waits[13:]) == {60}
    assert done.largest_state < 2_000
    assert "start again" in recorded(done, "RekognitionJobTookTooLong")["error"]["Cause"]
    assert len(done.payloads("CheckJob")) == definition.most_polls()
    assert len(done.events) < definition.MOST_EVENTS


def test_many_pages_travel_by_reference():
    done = run(GetDetections=pages(50))
    assert done.status == "SUCCEEDED"
    assert done.payloads("Blur")[0]["detections"]["parts"] == 50
    assert done.largest_state < definition.MOST_BYTES / 50


def test_pages_that_never_end():
    payload = recorded(run(GetDetections=pages(10**9)), "TooManyPages")
    assert payload["detections"]["parts"] == definition.most_calls() + 1


def divided(**functions):
    done = run(**{"StartDetection": start_divided, **functions})
    assert done.payloads("Blur") == []
    return done


def spans(done):
    return sorted(payload["span"] for payload in done.payloads("BlurSpan"))


def test_a_long_video_is_divided():
    done = divided()
    assert (done.status, done.output) == ("SUCCEEDED", BLURRED)
    assert done.payloads("Plan") == [
        {"video": VIDEO, "output": INPUT["output"], "token": "abc", "detections": PARTS}]
    assert sorted(done.payloads("BlurSpan"), key=lambda payload: payload["span"]) == [
        {"video": VIDEO, "token": "abc", "span": number} for number in range(1, 6)]
    assert done.payloads("Join") == [{"video": VIDEO, "output": INPUT["output"], "token": "abc", "spans": 5}]
    assert done.payloads("RemovePieces") == [{"token": "abc"}]
    assert done.payloads("RecordFailure") == []
    assert done.states[-5:] == ["BlurSpans", "Join", "RemovePieces", "PassResult", "Done"]


def test_the_state_of_a_divided_video_has_references_only():
    done = divided(Plan=plan(400))
    assert (done.status, spans(done)) == ("SUCCEEDED", list(range(1, 401)))
    assert done.largest_state < 2_000
    # Items have histories of their own.
    assert len(done.events) < 80


def test_a_short_video_has_no_pieces_to_remove():
    assert run().payloads("RemovePieces") == []
    assert run(Blur=fails("Coverage")).payloads("RemovePieces") == []


@pytest.mark.parametrize("function", ["Plan", "Join", "RemovePieces"])
@pytest.mark.parametrize("error", ["ThrottlingException", "Lambda.TooManyRequestsException"])
def test_what_passes_is_tried_again_in_a_divided_video(function, error):
    good = {"Plan": plan(5), "Join": lambda _: BLURRED, "RemovePieces": lambda _: {"removed": 8}}
    done = divided(**{function: fails(error, 2, good[function])})
    assert (done.status, len(done.retries)) == ("SUCCEEDED", 2)


def fails_at(span, kind, times=None):
    """A worker that fails at one span a number of times, or always."""
    count = 0

    def function(payload):
        nonlocal count
        if payload["span"] == span:
            count += 1
            if times is None or count <= times:
                raise FunctionError(kind, "because")
        return {"span": payload["span"]}
    return function


@pytest.mark.parametrize("error", ["Runtime.ExitError", "Lambda.Unknown", "Sandbox.Timedout", "SlowDown"])
def test_a_worker_that_is_killed_runs_again(error):
    done = divided(BlurSpan=fails_at(3, error, 2))
    assert (done.status, len(done.retries)) == ("SUCCEEDED", 2)
    assert spans(done) == [1, 2, 3, 3, 3, 4, 5]


def test_a_worker_that_is_killed_again_and_again_ends_the_execution():
    done = divided(BlurSpan=fails_at(3, "Runtime.ExitError"))
    recorded(done, "SpanFailed")
    assert spans(done).count(3) == 3 and done.payloads("Join") == []


def test_one_failed_span_ends_the_execution_and_pieces_are_removed_after_the_record():
    done = divided(BlurSpan=fails_at(2, "OutOfTime"))
    recorded(done, "SpanFailed")
    assert (done.retries, done.payloads("Join")) == ([], [])
    assert done.states[-5:] == [
        "DescribeFailure", "RecordFailure", "WasDivided", "RemovePiecesOfFailure", "Failed"]
    assert done.payloads("RemovePieces") == [{"token": "abc"}]


@pytest.mark.parametrize("function", ["Plan", "Join"])
def test_a_failed_plan_or_join_leaves_no_pieces(function):
    done = divided(**{function: fails("InvalidInput")})
    recorded(done, "InvalidInput")
    assert done.payloads("RemovePieces") == [{"token": "abc"}]


def test_pieces_that_cannot_be_removed_hide_neither_result_nor_reason():
    done = divided(RemovePieces=fails("AccessDenied"))
    assert (done.status, done.output) == ("SUCCEEDED", BLURRED)
    recorded(divided(RemovePieces=fails("AccessDenied"), Join=fails("Coverage")), "Coverage")
    unrecorded = divided(RecordFailure=fails("AccessDenied"), Join=fails("Coverage"))
    assert (unrecorded.error, unrecorded.payloads("RemovePieces")) == ("Coverage", [{"token": "abc"}])
