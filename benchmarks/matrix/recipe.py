"""How an input is made: steps of ffmpeg and of craft.py, a value that can be hashed."""

from __future__ import annotations

from dataclasses import dataclass, replace

# A moving test pattern, softened so that a good encoder keeps it at 40 dB and a wrong range or matrix stands out.
PATTERN = "testsrc2=size={size}:rate={rate}:duration={seconds},gblur=sigma=2,hue=s=0.6"
TONE = "sine=frequency={pitch}:sample_rate={sample_rate}:duration={seconds}"


@dataclass(frozen=True)
class Step:
    """One step: `ffmpeg` with arguments, or a function of craft.py with them. {out} and {0}, {1}… (the results of the
    steps before) stand for paths."""

    tool: str
    arguments: tuple
    ending: str


@dataclass(frozen=True)
class Recipe:
    steps: tuple[Step, ...]
    seconds: float

    @property
    def ending(self) -> str:
        return self.steps[-1].ending

    def then(self, tool: str, *arguments, ending: str | None = None) -> "Recipe":
        """Adds a step; {in} is the result so far."""
        last = "{" + str(len(self.steps) - 1) + "}"
        put = tuple(a.replace("{in}", last) if isinstance(a, str) else a for a in arguments)
        return Recipe(self.steps + (Step(tool, put, ending or self.ending),), self.seconds)

    def remux(self, ending: str, *arguments: str, before: tuple = (), seconds: float | None = None) -> "Recipe":
        made = self.then("ffmpeg", *before, "-i", "{in}", "-map", "0", "-c", "copy", *arguments, "{out}",
                         ending=ending)
        return made if seconds is None else Recipe(made.steps, seconds)


@dataclass(frozen=True)
class Sound:
    """A tone and how it is encoded."""

    arguments: tuple[str, ...]
    pitch: int = 440
    sample_rate: int = 48000
    before: tuple[str, ...] = ()

    def late(self, seconds: float) -> "Sound":
        return replace(self, before=("-itsoffset", str(seconds)))


def sound(codec: str, *arguments: str, pitch: int = 440, rate: int = 48000, before: tuple = ()) -> Sound:
    return Sound(("-c:a:{n}", codec) + arguments, pitch, rate, before)


@dataclass(frozen=True)
class Text:
    """A subtitle file's text, its ending, and how it is stored."""

    text: str
    ending: str
    codec: str
    arguments: tuple[str, ...] = ()


def clip(ending: str, video: tuple, *sounds: Sound, texts: tuple[Text, ...] = (), size: str = "160x120",
         rate: str = "25", seconds: float = 1.0, filters: str = "", before: tuple = (), after: tuple = (),
         more: tuple = (), source: str = PATTERN) -> Recipe:
    """A test pattern, tones and texts in one container. `before` stands before the picture's input, `more` adds
    inputs (as arguments, mapped whole), `after` stands before the output."""
    pattern = source.format(size=size, rate=rate, seconds=seconds) + ("," + filters if filters else "")
    steps = [Step("write", (text.text,), text.ending) for text in texts]
    inputs = [*before, "-f", "lavfi", "-i", pattern]
    maps, coding, count = ["-map", "0:v"], [], 1
    for n, one in enumerate(sounds):
        tone = TONE.format(pitch=one.pitch + 110 * n, sample_rate=one.sample_rate, seconds=seconds)
        inputs += [*one.before, "-f", "lavfi", "-i", tone]
        maps += ["-map", f"{count}:a"]
        coding += [a.replace("{n}", str(n)) for a in one.arguments]
        count += 1
    for n, text in enumerate(texts):
        inputs += ["-i", "{" + str(n) + "}"]
        maps += ["-map", f"{count}:s"]
        coding += [f"-c:s:{n}", text.codec, *text.arguments]
        count += 1
    for added in more:
        inputs += list(added)
        maps += ["-map", str(count)]
        count += 1
    arguments = (*inputs, *maps, *video, *coding, *after, "{out}")
    return Recipe((*steps, Step("ffmpeg", arguments, ending)), seconds)
