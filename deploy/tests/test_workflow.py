"""Runs the state machine with fake functions that respond like the real ones."""
import json

import pytest

import definition
from interpreter import FunctionError, Run, send

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
    return {"jobId": "job-1", "announced": False, "estimate": None}


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
    assert done.states[2:6] == ["IsJobAnnounced", "AwaitMessage", "WaitForJob", "CheckJob"]


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
