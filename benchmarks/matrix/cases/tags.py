"""What identifies people goes; language, titles of tracks and the times of chapters stay."""

from case import SECRET, Case
from coding import AAC, OPUS, h264, vp9
from recipe import Text, clip

from .subtitles import STYLED

LOCATION = ("-metadata", "location=+48.8577+002.2950/", "-metadata", "location-eng=+48.8577+002.2950/")
NAMES = ("artist", "author", "comment", "make", "encoded_by", "keywords", "model", "copyright", "com.android.version",
         "com.apple.quicktime.make", "com.apple.quicktime.model", "com.apple.quicktime.location.ISO6709")
PERSONAL = tuple(part for name in NAMES for part in ("-metadata", f"{name}={SECRET} {name}"))
WORK = ("-metadata", "title=A walk")
BORN = ("-metadata", "creation_time=2021-03-04T05:06:07Z", "-metadata:s:v", "creation_time=2021-03-04T05:06:07Z",
        "-metadata:s:a", "creation_time=2021-03-04T05:06:07Z")
FREE = ("-movflags", "use_metadata_tags")
CHAPTERS = (";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=700\ntitle=One\n"
            "[CHAPTER]\nTIMEBASE=1/1000\nSTART=700\nEND=2000\ntitle=Two\n")
PICTURE = "testsrc2=size=64x64:rate=1:duration=1"


def told(ending: str, *more: str, video=h264(), sound=AAC):
    return clip(ending, video, sound, after=(*LOCATION, *PERSONAL, *WORK, *BORN, *more))


def chaptered(ending: str, video=h264(), sound=AAC):
    plain = clip(ending, video, sound, seconds=2)
    steps = plain.then("write", CHAPTERS, ending="txt")
    return steps.then("ffmpeg", "-i", "{0}", "-f", "ffmetadata", "-i", "{1}", "-map", "0", "-map_chapters", "1", "-c",
                      "copy", "{out}", ending=ending)


def covered(ending: str):
    plain = clip(ending, h264(), AAC)
    return plain.then("ffmpeg", "-i", "{in}", "-f", "lavfi", "-i", PICTURE, "-map", "0", "-map", "1:v", "-c", "copy",
                      "-c:v:1", "mjpeg", "-frames:v:1", "1", "-disposition:v:1", "attached_pic", "{out}")


def attached(recipe, name: str, kind: str, cover: bool = False):
    if cover:
        steps = recipe.then("ffmpeg", "-f", "lavfi", "-i", PICTURE, "-frames:v", "1", "{out}", ending="jpg")
    else:
        steps = recipe.then("write", SECRET * 20, ending="bin")
    n = len(recipe.steps) - 1
    return steps.then("ffmpeg", "-i", "{" + str(n) + "}", "-map", "0", "-c", "copy", "-attach", "{in}",
                      "-metadata:s:t", f"mimetype={kind}", "-metadata:s:t", f"filename={name}", "{out}", ending="mkv")


NOTES = Text("1\n00:00:00,100 --> 00:00:00,800\n" + SECRET + "\n", "srt", "mov_text")
TELEMETRY = clip("mp4", h264(), AAC, texts=(NOTES,)).then(
    "replace", "{in}", "tx3g", "gpmd", "sbtl", "meta", "SubtitleHandler", "GoPro MET Data.")

CASES = [
    Case("tags-mp4", told("mp4")),
    Case("tags-mp4-free", told("mp4", *FREE)),
    Case("tags-mov", told("mov"), to="mov"),
    Case("tags-mov-free", told("mov", *FREE), to="mov"),
    Case("tags-mkv", told("mkv"), to="mkv"),
    Case("tags-mkv-to-mp4", told("mkv")),
    Case("tags-mp4-to-mkv", told("mp4"), to="mkv"),
    Case("tags-webm", told("webm", video=vp9(), sound=OPUS), to="webm"),
    Case("tags-ts-service", clip("ts", h264(), AAC, after=("-metadata", f"service_provider={SECRET}", "-metadata",
                                                           f"service_name={SECRET}"))),
    Case("tags-kept-comment", told("mp4"), options=("--keep-metadata", "comment"), keeps=frozenset({"comment"})),
    Case("tags-kept-creation-time", told("mp4"), options=("--keep-metadata", "creation_time"),
         keeps=frozenset({"creation_time"})),
    Case("tags-xmp-box", clip("mp4", h264(), AAC).then("add_box", "{in}", "uuid", "be7acfcb97a942e89c71999491e3afac",
                                                      SECRET)),
    Case("tags-in-bitstream", clip("mp4", h264(), AAC).remux(
        "mp4", "-bsf:v", f"h264_metadata=sei_user_data=086f3693-b7b3-4f2c-9653-21492feee5b8+{SECRET}")),
    Case("cover-mp4", covered("mp4"), notes="cover|attached|picture"),
    Case("cover-mkv", attached(clip("mkv", h264(), AAC), "cover.jpg", "image/jpeg", cover=True), to="mkv",
         notes="cover|attach|picture"),
    Case("attachment-note", attached(clip("mkv", h264(), AAC), "note.txt", "text/plain"), to="mkv", notes="attach"),
    Case("attachment-font", attached(clip("mkv", h264(), AAC, texts=(STYLED,), seconds=2), "Arial.ttf",
                                     "application/x-truetype-font"), to="mkv", notes="attach"),
    Case("telemetry-gpmd", TELEMETRY, notes="gpmd|data|telemetry"),
    Case("telemetry-gpmd-to-mkv", TELEMETRY, to="mkv", notes="gpmd|data|telemetry"),
    Case("timecode-mov", clip("mov", h264(), AAC, after=("-timecode", "01:02:03:04")), to="mov",
         notes="tmcd|time ?code"),
    Case("timecode-mp4", clip("mp4", h264(), AAC, after=("-timecode", "01:02:03:04")), notes="tmcd|time ?code"),
    Case("chapters-mp4", chaptered("mp4")),
    Case("chapters-mkv", chaptered("mkv"), to="mkv"),
    Case("chapters-mp4-to-mkv", chaptered("mp4"), to="mkv"),
    Case("chapters-mkv-to-mp4", chaptered("mkv")),
    Case("chapters-webm", chaptered("webm", vp9(), OPUS), to="webm"),
    Case("chapters-ts", chaptered("mp4"), to="ts", notes="2 chapters", unsaid=frozenset({"chapters"})),
    Case("title-ts", clip("mkv", h264(), AAC, after=("-metadata", "title=A walk", "-metadata:s:a", "title=Mixed")),
         to="ts", notes="title 'Mixed' of track 1",
         unsaid=frozenset({"title"})),
    Case("languages-mov", clip("mkv", h264(), AAC, AAC, after=(
        "-metadata:s:v", "language=deu", "-metadata:s:a:0", "language=zho", "-metadata:s:a:1", "language=haw")),
         to="mov", notes="language 'haw' of track 2", unsaid=frozenset({"language"})),
    Case("languages-video", clip("mkv", h264(), AAC, after=("-metadata:s:v", "language=jpn", "-metadata:s:a",
                                                             "language=nor")), to="mkv"),
]
