"""Subtitles, closed captions."""

from case import SECRET, Case
from coding import AAC, OPUS, h264, vp9
from recipe import Text, clip

ANY = {"expect": "either"}
LINES = ("1\n00:00:00,300 --> 00:00:00,700\nFirst <i>line</i>\n\n2\n00:00:01,000 --> 00:00:01,500\nSecond line\n"
         "and more\n\n3\n00:00:01,500 --> 00:00:01,900\nÄöü 字幕\n")
AT_ZERO = LINES.replace("00:00:00,300", "00:00:00,000")
VTT = ("WEBVTT\n\n00:00.300 --> 00:00.700\nFirst line\n\nmark\n00:01.000 --> 00:01.500 align:start position:10%\n"
       "Second line\n")
ASS = f"""[Script Info]
; {SECRET}
Original Script: {SECRET}
Video File: /home/{SECRET}.mp4
ScriptType: v4.00+
PlayResX: 160
PlayResY: 120

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, \
StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,20,&H00FFFFFF,&H000000FF,&H00000000,&H00000000,0,0,0,0,100,100,0,0,1,2,2,2,10,10,10,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:00.30,0:00:00.70,Default,,0,0,0,,{{\\\\b1}}First
Dialogue: 0,0:00:00.50,0:00:01.50,Default,,0,0,0,,Second, over the first
"""

SRT = Text(LINES, "srt", "subrip")
MOV_TEXT = Text(LINES, "srt", "mov_text")
WEBVTT = Text(VTT, "vtt", "webvtt")
STYLED = Text(ASS, "ass", "ass")
TWO = ("-metadata:s:s:0", "language=deu", "-metadata:s:s:1", "language=eng", "-metadata:s:s:1", "title=Signs",
       "-disposition:s:0", "default", "-disposition:s:1", "forced")


def of(ending, *texts, video=h264(), sound=AAC, **more):
    return clip(ending, video, sound, texts=texts, seconds=2, **more)


CAPTIONED = clip("h264", h264("yuv420p", "-bf", "0"), seconds=1).then("caption", "{in}")

CASES = [
    Case("text-srt-mkv", of("mkv", SRT), to="mkv"),
    Case("text-srt-to-mp4", of("mkv", SRT), expect="refused", says="subrip|srt"),
    Case("text-srt-to-webm", of("mkv", SRT, sound=OPUS), to="webm", expect="refused", says="subrip|srt"),
    Case("text-srt-left-out", of("mkv", SRT), options=("--no-subtitles",), without_texts=True),
    Case("text-webvtt-webm", of("webm", WEBVTT, video=vp9(), sound=OPUS), to="webm", **ANY),
    Case("text-webvtt-mkv", of("mkv", WEBVTT), to="mkv", **ANY),
    Case("text-webvtt-to-mp4", of("mkv", WEBVTT), says="webvtt", **ANY),
    Case("text-ass-mkv", of("mkv", STYLED), to="mkv", notes="Original Script, Video File"),
    Case("text-ass-to-mp4", of("mkv", STYLED), expect="refused", says="ass"),
    Case("text-mov-text-mp4", of("mp4", MOV_TEXT)),
    Case("text-mov-text-at-zero", of("mp4", Text(AT_ZERO, "srt", "mov_text"))),
    Case("text-mov-text-mov", of("mov", MOV_TEXT), to="mov"),
    Case("text-mov-text-fragmented", of("mp4", MOV_TEXT, after=("-movflags", "frag_keyframe+empty_moov")), **ANY),
    Case("text-mov-text-to-mkv", of("mp4", MOV_TEXT), to="mkv", expect="refused", says="mov_text|tx3g|timed text"),
    Case("text-two-mkv", of("mkv", SRT, SRT, after=TWO), to="mkv"),
    Case("text-two-mp4", of("mp4", MOV_TEXT, MOV_TEXT, after=TWO)),
    Case("text-ttml-mp4", of("mp4", Text(LINES, "srt", "ttml")), notes="stpp", **ANY),
    Case("captions-mp4", CAPTIONED.remux("mp4", before=("-r", "25")), notes="|caption"),
    Case("captions-ts", CAPTIONED.remux("ts", before=("-r", "25"))),
    Case("captions-to-webm", CAPTIONED.remux("mp4", before=("-r", "25")), to="webm", notes="closed captions"),
    Case("captions-to-mkv", CAPTIONED.remux("mp4", before=("-r", "25")), to="mkv"),
]
