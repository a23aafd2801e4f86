"""What is judged: programs with their options, from settings.json or the command line."""

import json
from dataclasses import dataclass
from pathlib import Path

DEFAULT = Path(__file__).parent / "settings.json"


@dataclass(frozen=True)
class Setting:
    """program: frameveil, the path of another build of it, deface, or ffmpeg, which hides nothing: all faces must be
    visible. arguments: those of
    `frameveil blur`, of deface, or of ffmpeg's output. A plain colour shows the place of each mask, which is the same for
    each effect."""

    name: str
    program: str
    arguments: tuple

    @property
    def key(self):
        """For file names and the command line: no-tiles."""
        return "-".join(self.name.split())


def read_settings(path):
    return [Setting(row["name"], row["program"], tuple(row["arguments"])) for row in json.loads(Path(path).read_text())]


def own_setting(settings, arguments):
    """The first setting with further arguments. An effect among them takes the place of the fill."""
    first = settings[0]
    name = " ".join(arguments).replace("--", "").replace("/", "_")
    return Setting(name, first.program, arguments if "--effect" in arguments else first.arguments + arguments)
