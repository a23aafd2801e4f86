"""The deployment parameters. Each field is read from the context value of the same name."""
import re
from dataclasses import dataclass, fields

# These values become part of IAM policies, in which `*` and `?` are wildcards and `${` starts a variable. Both could
# widen the permissions of a role.
_ARN = r"arn:aws[a-z-]*:{}:[a-z0-9-]+:\d{{12}}:{}"
_PREFIX = r"([^/*?$\x00-\x1f\x7f][^*?$\x00-\x1f\x7f]*)?"
# Keys are limited to 1024 bytes; the rest remains for the key of the video.
_LONGEST_PREFIX = 256


class SettingsError(ValueError):
    """An invalid context value."""


@dataclass(frozen=True)
class Settings:
    """The defaults suit the quotas of a new account: 3008 MB per function, no reserved concurrency."""

    stackName: str = "frameveil"
    inputPrefix: str = ""
    outputPrefix: str = ""
    blurOptions: str = ""
    blurMemory: int = 3008
    blurTimeout: int = 900
    blurConcurrency: int = 0
    secondsPerMegapixelFrame: str = ""
    spanConcurrency: int = 10
    spanSeconds: int = 0
    detectionsDays: int = 7
    keepBuckets: bool = False
    kmsKeyArn: str = ""
    alarmTopicArn: str = ""
    jobTopicArn: str = ""
    # The image API; empty: none.
    images: str = ""
    imagesIssuer: str = ""
    imagesAudience: str = ""
    imagesRate: int = 5
    imagesBurst: int = 10
    imagesDays: int = 30
    imagesMemory: int = 3008
    imagesConcurrency: int = 0
    imagesOriginals: bool = False
    imagesUrlSeconds: int = 3600
    imagesOptions: str = ""
    swiftImage: str = ""
    baseImage: str = ""

    def __post_init__(self):
        self._between("blurMemory", 512, 10240)
        self._between("blurTimeout", 60, 900)
        self._between("blurConcurrency", 0, 1000)
        self._between("spanConcurrency", 1, 10000)
        # The longest span may have more work than asked for.
        self._between("spanSeconds", 0, self.blurTimeout // 2)
        self._between("detectionsDays", 1, 3650)
        self._between("imagesRate", 1, 10000)
        self._between("imagesBurst", 1, 5000)
        self._between("imagesDays", 1, 3650)
        self._between("imagesMemory", 512, 10240)
        self._between("imagesConcurrency", 0, 1000)
        self._between("imagesUrlSeconds", 1, 604800)
        self._matches("images", "(iam|jwt|open)?")
        self._matches("imagesIssuer", r"(https://[^\s?#]+)?")
        self._matches("imagesAudience", r"([^\s,]+(,[^\s,]+)*)?")
        self._check_token_settings()
        self._matches("stackName", r"[A-Za-z][A-Za-z0-9-]{0,79}")
        self._matches("secondsPerMegapixelFrame", r"(\d+(\.\d+)?)?")
        for name in ("inputPrefix", "outputPrefix"):
            self._matches(name, _PREFIX)
            if len(getattr(self, name).encode()) > _LONGEST_PREFIX:
                raise SettingsError(f"{name}: longer than {_LONGEST_PREFIX} bytes")
        self._matches("kmsKeyArn", "(" + _ARN.format("kms", "key/[0-9A-Za-z-]+") + ")?")
        for name in ("alarmTopicArn", "jobTopicArn"):
            self._matches(name, "(" + _ARN.format("sns", r"[0-9A-Za-z_-]+(\.fifo)?") + ")?")
        for name in ("swiftImage", "baseImage"):
            self._matches(name, r"([^@\s]+@sha256:[0-9a-f]{64})?")

    @classmethod
    def from_context(cls, node):
        """Reads the context of the app. An unknown name is an error, so that misspelled names are not ignored."""
        known = {field.name: field for field in fields(cls)}
        given = {name: value for name, value in node.get_all_context().items() if re.fullmatch(r"\w+", name)}
        for name in given:
            if name not in known:
                raise SettingsError(f"{name}: unknown parameter; valid are {', '.join(known)}")
        return cls(**{name: _read(known[name], value) for name, value in given.items()})

    def _check_token_settings(self):
        """Issuer and audience belong to `images=jwt`: tokens of the issuer for other applications must not be valid,
        and with another value of `images` nothing would check them."""
        for name in ("imagesIssuer", "imagesAudience"):
            if bool(getattr(self, name)) != (self.images == "jwt"):
                raise SettingsError(f"{name}: images=jwt needs it, and nothing else takes it")

    def _between(self, name, low, high):
        if not low <= getattr(self, name) <= high:
            raise SettingsError(f"{name}: {getattr(self, name)} is not between {low} and {high}")

    def _matches(self, name, pattern):
        if not re.fullmatch(pattern, str(getattr(self, name))):
            raise SettingsError(f"{name}: '{getattr(self, name)}' is not a valid value")


def _read(field, value):
    """Converts a context value, which is text on the command line, to the type of the field."""
    text = str(value).strip()
    if field.type is bool:
        if text.lower() not in ("true", "false"):
            raise SettingsError(f"{field.name}: '{text}' is neither true nor false")
        return text.lower() == "true"
    if field.type is int:
        if not text.isdigit():
            raise SettingsError(f"{field.name}: '{text}' is not a whole number")
        return int(text)
    return text
