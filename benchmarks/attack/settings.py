"""The settings of the program that are attacked: settings.json."""

import json
from dataclasses import dataclass
from pathlib import Path

DEFAULT = Path(__file__).parent / "settings.json"


@dataclass(frozen=True)
class Setting:
    """One row of the table.

    arguments: those of `frameveil blur`; None: the video is attacked as it is, which shows that the attackers work.
    deviation: of the Gaussian that the deconvolving attacker assumes, as a fraction of the longer side of the redaction box. A
    mosaic's cell of width w deviates by w / sqrt(12).
    """

    name: str
    source: str
    arguments: tuple | None
    deviation: float

    @property
    def key(self):
        """For file names and the command line: blur-surroundings, blur-strength-0.1-face."""
        return "-".join(f"{self.name} {self.source}".replace(",", "").split())


def read_settings(path):
    return [Setting(row["name"], row["source"], row["arguments"] and tuple(row["arguments"]), row["deviation"])
            for row in json.loads(Path(path).read_text())]
