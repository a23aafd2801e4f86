"""Container by codec by peculiarity: whole, refused by name, or RED. See run."""

from __future__ import annotations

import argparse
import fnmatch
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cases
import pairwise
from case import Case
from judge import Verdict, judge
from maker import CannotMake, Maker
from report import Line, show, summary, write_page
from run_case import Outcome, run

ROOT = Path(__file__).resolve().parents[2]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks/matrix/run", description=__doc__)
    parser.add_argument("--only", metavar="PATTERN", action="append",
                        help="lines whose name has this in it, or matches it (*, ?)")
    parser.add_argument("--subset", choices=["all", "pairwise"], default="all",
                        help="pairwise: few lines in which any two of container, video, sound and peculiarity meet")
    parser.add_argument("--jobs", type=int, default=2, help="lines at once (2)")
    parser.add_argument("--binary", type=Path, default=ROOT / ".build/release/frameveil", help="the program")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep results and messages there")
    parser.add_argument("--page", type=Path, metavar="FILE", help="write the table there")
    parser.add_argument("--list", action="store_true", help="print names of lines and run nothing")
    return parser.parse_args()


def chosen(options: argparse.Namespace) -> list[Case]:
    table = pairwise.table() if options.subset == "pairwise" else cases.table()
    names = [case.name for case in table]
    assert len(set(names)) == len(names), "two lines have one name"
    if not options.only:
        return table
    return [case for case in table
            if any(case.name == p[1:] if p.startswith("=") else p in case.name or fnmatch.fnmatch(case.name, p)
                   for p in options.only)]


def take(case: Case, options: argparse.Namespace, maker: Maker) -> Line:
    """Makes, runs and judges one line."""
    try:
        source = maker.input(case.recipe)
    except (CannotMake, OSError, ValueError) as error:
        return Line(case, Verdict("RED", [f"the input cannot be made: {error}"[:600]]), 0, 0)
    folder = options.keep / case.name if options.keep else Path(tempfile.mkdtemp(prefix="matrix-"))
    try:
        if options.keep:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            (folder / source.name).symlink_to(source)
        outcome = run(options.binary.resolve(), case, source, folder)
        return Line(case, _judged(case, source, outcome), outcome.seconds, outcome.megabytes)
    finally:
        if not options.keep:
            shutil.rmtree(folder)


def _judged(case: Case, source: Path, outcome: Outcome) -> Verdict:
    """A judge that fails passes nothing, and does not stop the others."""
    try:
        return judge(case, source, outcome)
    except Exception as error:  # noqa: BLE001
        return Verdict("RED", [f"the judge failed: {error!r}"[:300]])


def main() -> int:
    options = arguments()
    table = chosen(options)
    if options.list:
        print("\n".join(case.name for case in table))
        return 0
    maker = Maker(ROOT / ".build/matrix/inputs")
    lines = []
    with ThreadPoolExecutor(options.jobs) as pool:
        for line in pool.map(lambda case: take(case, options, maker), table):
            show(line)
            lines.append(line)
    print(summary(lines))
    if options.page:
        write_page(options.page, lines)
    return 1 if not lines or any(line.is_red for line in lines) else 0


sys.exit(main())
