"""The table: each module holds the lines of one peculiarity."""

from case import Case

from . import containers, pictures, refusals, sounds, subtitles, tags, times


def table() -> list[Case]:
    return [case for part in (containers, pictures, sounds, subtitles, tags, times, refusals) for case in part.CASES]
