"""What users can choose when they deploy. Each field is a context value of the same name."""
import re
from dataclasses import dataclass, fields

_ARN = r"arn:[^:]+:{}:[^:]+:\d{{12}}:.+"


class SettingsError(ValueError):
    """A context value that cannot be used."""


@dataclass(frozen=True)
class Settings:
    """The defaults suit an account as AWS hands it out: 3008 MB a function, nothing reserved."""

    stackName: str = "frameveil"
    inputPrefix: str = ""
    outputPrefix: str = ""
    blurOptions: str = ""
    blurMemory: int = 3008
    blurTimeout: int = 900
    blurConcurrency: int = 0
    secondsPerMegapixelFrame: str = ""
    detectionsDays: int = 7
    keepBuckets: bool = False
    kmsKeyArn: str = ""
    alarmTopicArn: str = ""
    jobTopicArn: str = ""

    def __post_init__(self):
        self._between("blurMemory", 512, 10240)
        self._between("blurTimeout", 60, 900)
        self._between("blurConcurrency", 0, 1000)
        self._between("detectionsDays", 1, 3650)
        self._matches("stackName", r"[A-Za-z][A-Za-z0-9-]{0,79}")
        self._matches("secondsPerMegapixelFrame", r"(\d+(\.\d+)?)?")
        for name in ("inputPrefix", "outputPrefix"):
            self._matches(name, r"([^/*?].*)?")
        self._matches("kmsKeyArn", "(" + _ARN.format("kms") + ")?")
        for name in ("alarmTopicArn", "jobTopicArn"):
            self._matches(name, "(" + _ARN.format("sns") + ")?")

    @classmethod
    def from_context(cls, node):
        """Reads the app's context. An unknown name is an error: misspelled, it would change nothing."""
        known = {field.name: field for field in fields(cls)}
        given = {name: value for name, value in node.get_all_context().items() if re.fullmatch(r"\w+", name)}
        for name in given:
            if name not in known:
                raise SettingsError(f"{name}: no such parameter; there are {', '.join(known)}")
        return cls(**{name: _read(known[name], value) for name, value in given.items()})

    def _between(self, name, low, high):
        if not low <= getattr(self, name) <= high:
            raise SettingsError(f"{name}: {getattr(self, name)} is not between {low} and {high}")

    def _matches(self, name, pattern):
        if not re.fullmatch(pattern, str(getattr(self, name))):
            raise SettingsError(f"{name}: '{getattr(self, name)}' cannot be used")


def _read(field, value):
    """Turns what the command line gives, which is text, into the field's type."""
    text = str(value).strip()
    if field.type is bool:
        if text.lower() not in ("true", "false"):
            raise SettingsError(f"{field.name}: '{text}' is neither true nor false")
        return text.lower() == "true"
    if field.type is int:
        if not text.isdigit():
            raise SettingsError(f"{field.name}: '{text}' is no whole number")
        return int(text)
    return text
