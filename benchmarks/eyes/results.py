"""What is kept beside a result, so that only what changed is done again: the run that made it, and its figures."""

from pathlib import Path

from exact import truth_path
from figures import Figures
from judges import JUDGES
from notes import Note, sha256
from programs import Run, hide, program_files


def hide_once(setting, frameveil, clip, result):
    """Runs a setting's program, unless clip, options and program are those that made the result which is there."""
    files = [clip, *program_files(setting, frameveil)]
    note = Note(f"{result}.run.json", [setting.program, setting.arguments, *map(sha256, files)])
    if result.exists() and (seconds := note.read()) is not None:
        return Run(seconds, "")
    run = hide(setting, frameveil, clip, result)
    if not run.message:
        note.write(run.seconds)
    return run


def judge_once(judge, evaluation, clip, result, seconds):
    """Judges a result, unless it, its clip, the judges and how they judge are as before."""
    files = [clip, result, *Path(__file__).parent.glob("*.py"), *filter(Path.exists, [truth_path(clip)])]
    judges = [one.version for one in JUDGES.values()]
    note = Note(f"{result}.figures.json",
                [judge.__name__, evaluation.options.every, seconds, judges, sorted(map(sha256, files))])
    if (known := note.read()) is not None:
        return Figures.from_json(known)
    figures = judge(evaluation, clip, result, seconds)
    note.write(figures.to_json())
    return figures
