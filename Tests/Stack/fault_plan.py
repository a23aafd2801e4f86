"""Which fault applies to which request. A plan is JSON:

    {"seed": 7, "faults": [{"fault": "cut", "at": "answer-body", "byte": 1000, "operation": "GetObject", "nth": 2}]}

Selection of requests (the first matching fault applies):
    operation    one operation or several; without it, any
    nth          of these only the nth, from 1, or several: [1, 3]; without it, all
    from         of these only the nth and all later ones
    probability  each of those with this probability, by the seed

Kinds of faults:
    cut          the connection is closed: `at` a stage, after `byte` bytes; `reset` closes it with RST
    stall        nothing more is sent: `at` a stage, after `byte` bytes
    slow         the first `bytes` bytes of the response body are sent at `rate` bytes per second
    answer       the response has `status` and an error `code` in its body (`headers`: additional fields; `upstream`:
                 the service processes the request all the same; `until`: "credentials" ends the fault when other
                 credentials are used)
    overwrite    before the request, the content of `file` is PUT to `url`, presigned for the service, so that the
                 object changes
    corrupt      a bit of the response body is flipped at `byte`
    corrupt-request   the same for the request body
    header       header fields of the response are changed: `set` and `remove`
    clock        the service's clock is `ahead` by a number of seconds, with a `tolerance` in seconds

Stages: connection (accepted, nothing read; counts connections), request-head (read), request-body, answer (the service
has processed the request, and nothing of its response is forwarded), answer-head (half of it is), answer-body.
"""
import random

STAGES = ("connection", "request-head", "request-body", "answer", "answer-head", "answer-body")
KINDS = ("cut", "stall", "slow", "answer", "overwrite", "corrupt", "corrupt-request", "header", "clock")
WORDS = {"fault", "operation", "nth", "from", "probability", "at", "byte", "reset", "rate", "bytes", "status",
         "code", "headers", "upstream", "until", "set", "remove", "file", "url", "ahead",
         "tolerance"}


class Fault:
    """A fault, and the number of matching requests so far."""

    def __init__(self, number, seed, words):
        unknown = set(words) - WORDS
        if unknown or words.get("fault") not in KINDS or words.get("at", STAGES[0]) not in STAGES:
            raise SystemExit(f"fault-proxy: fault {number} of the plan is invalid: {words}")
        self.number, self.seed, self.words = number, seed, words
        self.kind = words["fault"]
        self.seen = 0
        self.refused = None

    def get(self, word, default=None):
        return self.words.get(word, default)

    def stops(self, stage):
        return self.kind in ("cut", "stall") and self.words["at"] == stage

    def takes(self, operation, credentials):
        """Counts a request of its operations; true if the fault applies to it."""
        wanted = self.get("operation", operation)
        if operation not in ([wanted] if isinstance(wanted, str) else wanted):
            return False
        self.seen += 1
        nth = self.get("nth", self.seen)
        if self.seen not in ([nth] if isinstance(nth, int) else nth) or self.seen < self.get("from", 1):
            return False
        # Depends on the occurrence only, so that the order of other requests has no influence.
        if random.Random(f"{self.seed} {self.number} {self.seen}").random() >= self.get("probability", 1):
            return False
        return self.get("until") != "credentials" or self.refuses(credentials)

    def refuses(self, credentials):
        self.refused = self.refused or credentials
        return self.refused == credentials


# No fault.
NONE = Fault(None, 0, {"fault": "header"})


class Plan:
    def __init__(self, plan):
        self.faults = [Fault(i, plan.get("seed", 0), words) for i, words in enumerate(plan.get("faults", []))]

    def for_connection(self):
        return self.first("connection", None, lambda fault: fault.stops("connection"))

    def for_request(self, operation, credentials):
        return self.first(operation, credentials, lambda fault: not fault.stops("connection")) or NONE

    def first(self, operation, credentials, fits):
        """All faults count the request; the first matching one applies."""
        taken = [fault for fault in self.faults if fits(fault) and fault.takes(operation, credentials)]
        return taken[0] if taken else None
