#!/usr/bin/env python3
"""Runs each program on each content in turn, and judges what it made; see benchmarks/leaderboard/run."""

import argparse
import dataclasses
import json
import os
from datetime import date
from pathlib import Path

import contents
import judges
import peers
import plot
import rules

ROOT = Path("out/leaderboard")
HEADER = ("| content | program | wall | processor | memory | written beside | leaked | longest run | over-blur | SSIM beside "
          "| times | sound |\n|---|---|---|---|---|---|---|---|---|---|---|---|")


def results(content):
    """Every program's name, cost (None for a rule) and verdict, one after another."""
    output = ROOT / "result.mp4"
    for name, words in peers.commands(content, output).items():
        cost = peers.run(words, output, ROOT / "log.txt")
        yield name, cost, judges.judge(content, output)
    for name, rule in peers.RULES.items():
        rules.render(content, rule, output)
        yield name, None, judges.judge(content, output)


def row(content, name, cost, verdict, transcode):
    costs = ["–"] * 4
    if cost:
        costs = [f"{cost.wall:.1f} s ({cost.wall / transcode.wall:.2f})",
                 f"{cost.processor:.1f} s ({cost.processor / transcode.processor:.2f})",
                 f"{cost.memory / 1e6:.0f} MB", f"{cost.written / 1e6:.1f} MB"]
    share = f"{verdict.leaked / verdict.faces:.1%}" if verdict.faces else "–"
    frames = "" if verdict.frames == content.truth["frameCount"] else f", {verdict.frames} frames"
    return " | ".join([
        "", content.name, name, *costs, f"{share} of {verdict.faces} faces", str(verdict.longest), f"{verdict.over:.2f}",
        f"{verdict.ssim:.4f}", ("same" if verdict.same_times else "differ") + frames, "same" if verdict.same_sound else "differs",
        ""]).strip()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("contents", nargs="*", choices=[[], *contents.CONTENTS], default=[], metavar="CONTENT")
    arguments = parser.parse_args()
    ROOT.mkdir(parents=True, exist_ok=True)
    lines = [f"{date.today()}, {len(os.sched_getaffinity(0))} cores, load {os.getloadavg()[0]:.0f} at the start, "
             f"{arguments.seconds:g} s each; in brackets the ratio to the plain transcode", "", HEADER]
    print("\n".join(lines), flush=True)
    record = []
    for name in arguments.contents or contents.CONTENTS:
        content = contents.made(name, arguments.seconds, ROOT)
        transcode = None
        for program, cost, verdict in results(content):
            transcode = transcode or cost
            lines.append(row(content, program, cost, verdict, transcode))
            print(lines[-1], flush=True)
            record.append({"content": name, "program": program, "cost": cost and dataclasses.asdict(cost),
                           "verdict": dataclasses.asdict(verdict)})
    (ROOT / "table.md").write_text("\n".join(lines) + "\n")
    (ROOT / "results.json").write_text(json.dumps(
        {"date": str(date.today()), "cores": len(os.sched_getaffinity(0)), "seconds": arguments.seconds, "results": record}, indent=1))
    plot.write(record, ROOT / "plot.svg")


main()
