"""Values that are kept in files, with what they depend on."""

import hashlib
import json
from pathlib import Path


class Note:
    def __init__(self, path, depends_on):
        self.path, self.key = Path(path), hashlib.sha256(json.dumps(depends_on).encode()).hexdigest()

    def read(self):
        """None if there is none, or what it depends on has changed."""
        known = json.loads(self.path.read_text()) if self.path.exists() else {}
        return known["value"] if known.get("key") == self.key else None

    def write(self, value):
        part = self.path.with_suffix(".part")
        part.write_text(json.dumps({"key": self.key, "value": value}))
        part.replace(self.path)


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
