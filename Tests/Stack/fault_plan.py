"""Which request meets which fault. A plan is JSON:

    {"seed": 7, "faults": [{"fault": "cut", "at": "answer-body", "byte": 1000, "operation": "GetObject", "nth": 2}]}

Which requests a fault is for (the first fault that wants a request gets it):
    operation    a name or several; without it, any
    nth          of these only the nth, from 1, or several: [1, 3]; without it, all
    from         of these only the nth and all later ones
    probability  each of those with this probability, by the seed

What happens:
    cut          the connection ends: `at` a stage, after `byte` bytes; `reset` ends it with RST
    stall        nothing more comes: `at` a stage, after `byte` bytes
    slow         the first `bytes` bytes of the answer's body come at `rate` bytes a second
    answer       `status` with an error `code` in its body (`headers`: more fields; `upstream`: the service did it all
                 the same; `until`: "credentials" ends it as soon as others are used)
    overwrite    first the bytes of `file` are put to `url`, presigned for the service: the object has changed
    corrupt      the answer's body has another byte at `byte`
    corrupt-request   so has the request's
    header       the answer's head: `set` and `remove`
    clock        the service's clock is `ahead` by so many seconds, and it allows `tolerance` seconds

Stages: connection (accepted, nothing read: counts connections), request-head (read), request-body, answer (the
service has done it, and nothing of its answer is passed on), answer-head (half of it is), answer-body.
"""
import random

STAGES = ("connection", "request-head", "request-body", "answer", "answer-head", "answer-body")
KINDS = ("cut", "stall", "slow", "answer", "overwrite", "corrupt", "corrupt-request", "header", "clock")
WORDS = {"fault", "operation", "nth", "from", "probability", "at", "byte", "reset", "rate", "bytes", "status",
         "code", "headers", "upstream", "until", "set", "remove", "file", "url", "ahead",
         "tolerance"}


class Fault:
    """A fault and how often a request of its kind has come."""

    def __init__(self, number, seed, words):
        unknown = set(words) - WORDS
        if unknown or words.get("fault") not in KINDS or words.get("at", STAGES[0]) not in STAGES:
            raise SystemExit(f"fault-proxy: fault {number} of the plan is none: {words}")
        self.number, self.seed, self.words = number, seed, words
        self.kind = words["fault"]
        self.seen = 0
        self.refused = None

    def get(self, word, default=None):
        return self.words.get(word, default)

    def stops(self, stage):
        return self.kind in ("cut", "stall") and self.words["at"] == stage

    def takes(self, operation, credentials):
        """Counts a request of its operations; true when it is one of the chosen."""
        wanted = self.get("operation", operation)
        if operation not in ([wanted] if isinstance(wanted, str) else wanted):
            return False
        self.seen += 1
        nth = self.get("nth", self.seen)
        if self.seen not in ([nth] if isinstance(nth, int) else nth) or self.seen < self.get("from", 1):
            return False
        # Of the occurrence alone, so that no other request's order changes it.
        if random.Random(f"{self.seed} {self.number} {self.seen}").random() >= self.get("probability", 1):
            return False
        return self.get("until") != "credentials" or self.refuses(credentials)

    def refuses(self, credentials):
        self.refused = self.refused or credentials
        return self.refused == credentials


# Changes nothing.
NONE = Fault(None, 0, {"fault": "header"})


class Plan:
    def __init__(self, plan):
        self.faults = [Fault(i, plan.get("seed", 0), words) for i, words in enumerate(plan.get("faults", []))]

    def for_connection(self):
        return self.first("connection", None, lambda fault: fault.stops("connection"))

    def for_request(self, operation, credentials):
        return self.first(operation, credentials, lambda fault: not fault.stops("connection")) or NONE

    def first(self, operation, credentials, fits):
        """All count it; the first that takes it has it."""
        taken = [fault for fault in self.faults if fits(fault) and fault.takes(operation, credentials)]
        return taken[0] if taken else None
