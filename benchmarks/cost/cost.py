"""Prints what a video costs on AWS and how long it takes, by a model of measured steps and of prices.

The model, for F frames of 1080p in N spans, each with a function of its own:
- a step takes a fixed time and a time per frame (measured.json);
- a run, or a worker that encodes, takes F or F / N frames; one that analyzes also the margin before and after its span and
  half a distance of key frames on each side;
- division, plan and join take F frames; the division also reads the file, and the join the tables of samples, at the rate of S3;
- a function starts in START seconds, and a Distributed Map its children in MAP seconds; both are assumptions, as is the rate;
- wall time: division, the slowest analysis, plan, the slowest worker, join; price: the seconds of all functions, requests,
  state transitions, and Rekognition's minutes where it finds the faces. Rekognition's own time is not in the wall time.
"""
import json
import pathlib
import sys

RATE = 30
MARGIN = 3.0
KEY_DISTANCE = 2.0
LIMIT = 900
# Assumptions: bytes a second from S3, seconds to start a function with its image cached, and the children of a map.
S3 = 80e6
START = 1.0
MAP = 2.0
BYTES_PER_FRAME = 35_000
TABLE_BYTES = 60
# Requests of S3 and state transitions around a run, and for each span.
RUN = {"reads": 40, "writes": 20, "transitions": 12}
SPAN = {"reads": 40, "writes": 12, "transitions": 6}


class Model:
    def __init__(self, measured, prices, detector):
        self.steps, self.prices, self.detector = measured["steps"], prices, detector
        self.gigabytes = measured["megabytes"] / 1024

    def step(self, name, frames):
        step = self.steps[f"{self.detector}.{name}"]
        return step["fixed"] + step["perFrame"] * frames

    def price(self, name, amount):
        return self.prices["prices"][name]["value"] * amount

    def dollars(self, seconds, functions, counts, frames):
        total = (self.price("lambda.gigabyteSecond", self.gigabytes * seconds) + self.price("lambda.request", functions)
                 + self.price("s3.read", counts["reads"]) + self.price("s3.write", counts["writes"])
                 + self.price("states.transition", counts["transitions"]))
        if self.detector == "given":
            total += self.price("rekognition.minute", frames / RATE / 60)
        return total

    def single(self, frames):
        """Wall seconds and dollars of one function."""
        seconds = START + self.step("run", frames)
        return seconds, self.dollars(seconds, 6, RUN, frames)

    def divided(self, frames, spans):
        """Wall seconds and dollars of many workers."""
        size = frames / spans
        around = RATE * min(MARGIN * 2 + KEY_DISTANCE, (frames - size) / RATE)
        analyze, encode = START + self.step("analyze", size + around), START + self.step("encode", size)
        before = START + self.step("divide", frames) + BYTES_PER_FRAME * frames / S3
        between = START + self.step("plan", frames)
        after = START + self.step("join", frames) + TABLE_BYTES * frames / S3
        wall = before + MAP + analyze + between + MAP + encode + after
        counts = {name: RUN[name] + SPAN[name] * spans for name in RUN}
        total = before + between + after + spans * (analyze + encode)
        parts = {"division": before, "analysis": analyze, "plan": between, "encoding": encode, "join": after}
        return wall, self.dollars(total, 8 + 2 * spans, counts, frames), parts

    def longest(self):
        """The seconds of video that one function can do."""
        step = self.steps[f"{self.detector}.run"]
        return (LIMIT * 0.9 - START - step["fixed"]) / step["perFrame"] / RATE


def clock(seconds):
    return f"{int(seconds // 60)}:{int(seconds % 60):02}"


def main():
    here = pathlib.Path(__file__).parent
    measured, prices = (json.loads(pathlib.Path(path).read_text()) for path in (sys.argv[1], here / "prices.json"))
    models = {"Rekognition": Model(measured, prices, "given"), "embedded": Model(measured, prices, "embedded")}
    print(f"Prices of {prices['region']}, {prices['date']}; steps measured on {measured['date']}, {measured['machine']}, "
          f"load {measured['load']}, with {measured['cores']} cores' share, as of a function of {measured['megabytes']} MB. "
          f"{measured['clip']}.\n")
    print("| video | detector | one function | price | 32 workers | price |\n|---|---|---|---|---|---|")
    for minutes in (10, 60):
        for name, model in models.items():
            frames = minutes * 60 * RATE
            one, many = model.single(frames), model.divided(frames, 32)
            fits = clock(one[0]) if one[0] < LIMIT else f"{clock(one[0])}, more than a function has"
            print(f"| {minutes} min | {name} | {fits} | ${one[1]:.2f} | {clock(many[0])} | ${many[1]:.2f} |")
    for name, model in models.items():
        print(f"\nThe longest video of one function, with a tenth to spare, detector {name}: {clock(model.longest())}.")
    for name, model in models.items():
        frames = 60 * 60 * RATE
        alone, price = model.divided(frames, 1)[:2]
        one = model.single(frames)
        print(f"\nOne hour, detector {name}:\n\n| workers | wall | faster than 1 worker | of N | price | beside one run | "
              "longest function |\n|---|---|---|---|---|---|---|")
        for workers in (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000):
            wall, dollars, parts = model.divided(frames, workers)
            longest = max(parts.values())
            note = "" if longest < LIMIT else ", more than a function has"
            print(f"| {workers} | {clock(wall)} | {alone / wall:.1f} | {alone / wall / workers:.2f} | ${dollars:.2f} | "
                  f"{100 * (dollars / one[1] - 1):+.0f} % | {clock(longest)}{note} |")
        parts = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in model.divided(frames, 32)[2].items())
        print(f"\nWith 32 workers: {parts}; and {2 * MAP:.0f} s until the children of both maps run.")


main()
