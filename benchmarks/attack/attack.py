"""Attacks the program's masks: can the person below be named? See docs/privacy.md.

FACES has a folder for each person, with pictures of one face each. Of every person, some pictures are known to the
attackers by name, and some are to be named. Each picture's face is put into a video, which the program hides with each
of the settings. Each round draws pictures, backgrounds and errors of boxes anew; the figures are of all rounds together.
Prints a table, and writes attack.csv and attack.md to the output folder. A page that has markers for the name of the set
(the folder's name) gets the table between them.
"""

import argparse
import json
import sys
import time
from datetime import date
from pathlib import Path

import cv2
import numpy as np

from attackers import ATTACKERS, Gallery, Material
from masks import check_masks
from descriptor import Descriptor
from faces import HEIGHT, cut_faces
from figures import Scored
from people import choose_people, draw_pictures
from program import Program
from report import Line, luck, show, write_csv, write_page, write_tables
from settings import DEFAULT, read_settings
from stage import Stage
from views import GROWTH, ROWS, Views


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("faces", type=Path, help="folder with a folder for each person")
    parser.add_argument("--program", type=Path, default=Path(".build/release/frameveil"))
    parser.add_argument("--descriptor", type=Path, required=True, help="model of dlib's ResNet")
    parser.add_argument("--settings", type=Path, default=DEFAULT, help="default: settings.json beside this script")
    parser.add_argument("--only", nargs="+", metavar="KEY", help="attack these settings only, such as blur-face")
    parser.add_argument("--people", type=int, default=40, help="at most; 40")
    parser.add_argument("--known", type=int, default=5, help="pictures of each person that attackers know; 5")
    parser.add_argument("--unknown", type=int, default=5, help="pictures of each person that are to be named; 5")
    parser.add_argument("--copies", type=int, default=3, help="times that a parrot hides each known picture; 3")
    parser.add_argument("--seed", type=int, default=1, help="of the first round; 1")
    parser.add_argument("--rounds", type=int, default=1, help="1")
    parser.add_argument("--out", type=Path, default=Path("out/attack"))
    parser.add_argument("--page", type=Path, help="document with markers, such as docs/privacy.md")
    return parser.parse_args()


class Round:
    def __init__(self, options, people, seed):
        self.options, self.program = options, Program(options.program)
        self.pictures = draw_pictures(people, options.known, options.unknown, seed)
        faces = cut_faces(self.program, self.pictures, options.out)
        self.stage = Stage(options.out, [face.astype(np.float32) for face in faces],
                           [picture.is_known for picture in self.pictures], options.copies, seed)
        self.side = check_masks(self.program, self.stage, options.out)
        self.describe = Descriptor(options.descriptor)
        self.clear = Views(self.stage, self.stage.video, self.pictures)
        self.gallery = Gallery(self.clear, self.describe)

    def views(self, setting):
        if setting.arguments is None:
            return self.clear
        image, hidden = self.options.out / "image.png", self.options.out / "hidden.mp4"
        cv2.imwrite(str(image), drawn_face())
        self.program.hide(self.stage, hidden, [word.replace("{image}", str(image)) for word in setting.arguments])
        return Views(self.stage, hidden, self.pictures)

    def scores(self, setting):
        """Of each attacker the scores, and who the pictures show."""
        # From the frame's pixels to the view's.
        deviation = setting.deviation * self.side * ROWS / (HEIGHT * (1 + 2 * GROWTH))
        material = Material(self.clear, self.views(setting), self.describe, self.gallery, deviation)
        people = self.clear.people[material.probes]
        return {name: (attacker(material), people) for name, attacker in ATTACKERS.items()}


def attack(options, people, settings):
    """All rounds, each with all settings."""
    options.out.mkdir(parents=True, exist_ok=True)
    found = {setting.key: {name: [] for name in ATTACKERS} for setting in settings}
    for number in range(options.rounds):
        one = Round(options, people, options.seed + number)
        for setting in settings:
            print(f"round {number + 1} of {options.rounds}: {setting.key}", flush=True)
            for name, scores in one.scores(setting).items():
                found[setting.key][name].append(scores)
    return [Line(setting, {name: Scored(rounds, options.seed) for name, rounds in found[setting.key].items()})
            for setting in settings]


def drawn_face():
    """The same for everybody: for --effect image."""
    image = np.full((240, 200, 3), 200, np.uint8)
    cv2.ellipse(image, (100, 120), (80, 105), 0, 0, 360, (150, 170, 190), -1)
    for x in (70, 130):
        cv2.circle(image, (x, 100), 9, (60, 60, 60), -1)
    cv2.ellipse(image, (100, 150), (35, 20), 0, 20, 160, (60, 60, 60), 5)
    return image


def main():
    options, start = arguments(), time.monotonic()
    settings = read_settings(options.settings)
    if unknown := set(options.only or ()) - {setting.key for setting in settings}:
        sys.exit(f"no setting {', '.join(unknown)}; there are {', '.join(setting.key for setting in settings)}")
    people = choose_people(options.faces, options.people, options.known + options.unknown, options.seed)
    attacked = [setting for setting in settings if not options.only or setting.key in options.only]
    lines = attack(options, people, attacked)
    for line in lines:
        show(line)
    name = options.faces.resolve().name
    facts = (f"{date.today()}, {name}: {len(people)} people, {options.known} known and {options.unknown} unknown pictures "
             f"of each, {options.rounds} {'round' if options.rounds == 1 else 'rounds'}, chance {100 / len(people):.1f} %; "
             f"{(time.monotonic() - start) / 60:.0f} minutes.{luck(lines)}")
    write_csv(options.out / "attack.csv", name, lines)
    table = write_tables(options.out / "attack.md", facts, lines, settings)
    if options.page and write_page(options.page, name, table):
        print(f"{options.page}: the table of {name} is new")
    print(facts)


if __name__ == "__main__":
    main()
