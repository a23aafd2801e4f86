"""Judges what is left visible in a folder of clips by detectors of other families. See docs/eyes.md.

Each clip is hidden with each setting. The judges look at every Nth frame of the original; a face is where two of them
agree. A face is visible where the result is not changed and a judge still finds it. Clips in a subfolder `no-faces`, or
all with --no-faces, show nobody: each mask there is a false alarm. Prints tables; writes eyes.md, a table of all faces
for each clip, and a picture of each visible track to the output folder. What the judges said of originals is kept
there, and so are the results: what did not change is not run again.
"""

import argparse
import os
import sys
import time
from datetime import date
from pathlib import Path

import cv2

from cache import Cache
from clip import judge_clip, judge_faceless
from comparison import FrameCountDiffers
from panel import Panel
from report import clip_table, faceless_table, looks_line, overview
from results import hide_once, judge_once
from settings import DEFAULT, own_setting, read_settings
from video import SUFFIXES

FACELESS = "no-faces"


def arguments():
    words = sys.argv[1:]
    own = words[words.index("--") + 1:] if "--" in words else []
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
                                     epilog="What follows -- is given to `frameveil blur`, as a setting of its own.")
    parser.add_argument("clips", type=Path, help="folder with videos; CLIP.truth.json beside one is its exact truth")
    parser.add_argument("--program", type=Path, default=Path(".build/release/frameveil"))
    parser.add_argument("--settings", nargs="+", metavar="KEY", help="of the file, such as no-tiles; default: the first")
    parser.add_argument("--compare", nargs="+", metavar="KEY", default=[], help="settings beside these, such as deface")
    parser.add_argument("--settings-file", type=Path, default=DEFAULT, help="default: settings.json beside this script")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="clips with this in their name")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="look at every Nth frame; 1")
    parser.add_argument("--no-faces", action="store_true", help="the clips show nobody")
    parser.add_argument("--out", type=Path, default=Path("out/eyes"))
    options = parser.parse_args(words[:len(words) - len(own) - 1] if "--" in words else words)
    options.own = tuple(own)
    return options


def chosen_settings(options):
    settings = read_settings(options.settings_file)
    keys = (options.settings or ([] if options.own else [settings[0].key])) + options.compare
    if unknown := set(keys) - {setting.key for setting in settings}:
        sys.exit(f"no setting {', '.join(unknown)}; there are {', '.join(setting.key for setting in settings)}")
    own = [own_setting(settings, options.own)] if options.own else []
    return [setting for setting in settings if setting.key in keys] + own


def find_clips(options):
    """With faces, and without."""
    found = [[path for path in sorted(folder.iterdir()) if path.suffix.lower() in SUFFIXES
              and (not options.only or any(word in path.name for word in options.only))] if folder.is_dir() else []
             for folder in (options.clips, options.clips / FACELESS)]
    if not any(found):
        sys.exit(f"{options.clips}: no videos ({' '.join(SUFFIXES)})")
    return ([], sum(found, [])) if options.no_faces else found


class Evaluation:
    def __init__(self, options):
        self.options, self.settings = options, chosen_settings(options)
        self.panel, self.cache = Panel(), Cache(options.out / "cache")
        self.figures = {setting: {} for setting in self.settings}
        self.faceless = {setting: {} for setting in self.settings}
        self.notes = []

    def run(self):
        clips, faceless = find_clips(self.options)
        for some, judge, figures in ((clips, judge_clip, self.figures), (faceless, judge_faceless, self.faceless)):
            for clip in some:
                for setting in self.settings:
                    self._judge(clip, setting, judge, figures[setting])
                    (self.options.out / "eyes.md").write_text(self.text())

    def _judge(self, clip, setting, judge, figures):
        folder = self.options.out / setting.key
        folder.mkdir(parents=True, exist_ok=True)
        result = folder / f"{clip.name}.mp4"
        run = hide_once(setting, self.options.program, clip, result)
        if run.message:
            self._note(f"{clip.name}, {setting.name}: no result: {run.message}")
            return
        try:
            figures[clip.name] = judge_once(judge, self, clip, result, run.seconds)
        except FrameCountDiffers as difference:
            self._note(f"{clip.name}, {setting.name}: not compared: {difference}")
            return
        self._show(clip, setting, figures[clip.name])

    def _note(self, text):
        self.notes.append(text)
        print(text, file=sys.stderr, flush=True)

    def _show(self, clip, setting, one):
        print(f"{time.strftime('%H:%M:%S')} {clip.name}, {setting.name}: {one.visible['all']} of {one.seen['all']} "
              f"face-frames visible, longest run {one.longest}, {one.alarms} false alarms", flush=True)

    def text(self):
        tables = [clip_table(setting, some) for setting, some in self.figures.items() if some]
        tables += [faceless_table(setting, some) for setting, some in self.faceless.items() if some]
        if sum(map(bool, self.figures.values())) > 1:
            tables.append(overview({setting: some for setting, some in self.figures.items() if some}))
        judged = [one for some in self.figures.values() for one in some.values()]
        facts = (f"{date.today()}, {self.options.clips.resolve().name}, every {self.options.every}. frame, "
                 f"{len(os.sched_getaffinity(0))} cores. {looks_line(judged)}").rstrip()
        return "\n\n".join([facts, *tables, *self.notes]) + "\n"


def main():
    options = arguments()
    cv2.setNumThreads(1)
    evaluation = Evaluation(options)
    evaluation.run()
    print("\n" + evaluation.text())


if __name__ == "__main__":
    main()
