"""Sound: every codec in the containers that hold it, several tracks, and containers that cannot hold it."""

from case import Case
from coding import (AAC, AC3, ALAC, DTS, EAC3, FLAC, MP2, MP3, OPUS, STEREO, SURROUND, TRUEHD, VORBIS, h264, pcm, vp9)
from recipe import clip, sound

ANY = {"expect": "either"}


def mp4(*sounds, **more):
    return clip("mp4", h264(), *sounds, **more)


def mov(*sounds, **more):
    return clip("mov", h264(), *sounds, **more)


def mkv(*sounds, **more):
    return clip("mkv", h264(), *sounds, **more)


def pcm_case(codec: str) -> Case:
    return Case(f"mov-{codec.replace('_', '-')}", mov(pcm(codec)), to="mov")


LANGUAGES = ("-metadata:s:a:0", "language=deu", "-metadata:s:a:0", "title=Original", "-metadata:s:a:1", "language=fra",
             "-metadata:s:a:1", "title=Commentary", "-disposition:a:0", "default", "-disposition:a:1", "comment",
             "-disposition:a:2", "visual_impaired", "-metadata:s:a:2", "language=eng")

CASES = [
    Case("mp4-aac-mono-44100", mp4(sound("aac", rate=44100))),
    Case("mp4-aac-5.1", mp4(SURROUND)),
    Case("mp4-mp3", mp4(MP3)),
    Case("mp4-ac3", mp4(AC3)),
    Case("mp4-eac3", mp4(EAC3)),
    Case("mp4-opus", mp4(OPUS)),
    Case("mp4-flac", mp4(FLAC), **ANY),
    Case("mp4-alac", mp4(ALAC)),
    Case("mp4-dts", mp4(DTS), **ANY),
    Case("mp4-mp2", mp4(MP2), **ANY),
    *(pcm_case(f"pcm_{name}") for name in
      ("s16le", "s16be", "s24le", "s24be", "s32le", "f32le", "u8", "mulaw", "alaw")),
    Case("mov-adpcm-ima-qt", mov(sound("adpcm_ima_qt")), to="mov"),
    Case("mov-alac", mov(ALAC), to="mov"),
    Case("mov-pcm-to-mp4", mov(pcm("pcm_s16le")), expect="refused", says="pcm|PCM"),
    Case("mov-mulaw-to-mp4", mov(pcm("pcm_mulaw", rate=8000)), expect="refused", says="law|g\\.?711"),
    Case("mov-pcm-s16be-to-mkv", mov(pcm("pcm_s16be")), to="mkv", **ANY),
    Case("mkv-mp3", mkv(MP3), to="mkv"),
    Case("mkv-ac3", mkv(AC3), to="mkv"),
    Case("mkv-eac3", mkv(EAC3), to="mkv"),
    Case("mkv-dts", mkv(DTS), to="mkv"),
    Case("mkv-opus", mkv(OPUS), to="mkv"),
    Case("mkv-vorbis", mkv(VORBIS), to="mkv"),
    Case("mkv-flac", mkv(FLAC), to="mkv"),
    Case("mkv-alac", mkv(ALAC), to="mkv"),
    Case("mkv-truehd", mkv(TRUEHD), to="mkv"),
    Case("mkv-pcm-s16le", mkv(pcm("pcm_s16le")), to="mkv"),
    Case("mkv-pcm-s24le", mkv(pcm("pcm_s24le")), to="mkv"),
    Case("mkv-pcm-f32le", mkv(pcm("pcm_f32le")), to="mkv"),
    Case("mkv-pcm-u8", mkv(pcm("pcm_u8")), to="mkv"),
    Case("mkv-mulaw", mkv(pcm("pcm_mulaw", rate=8000)), to="mkv"),
    Case("mkv-adpcm-ms", mkv(sound("adpcm_ms")), to="mkv", **ANY),
    Case("mkv-adpcm-ima-wav", mkv(sound("adpcm_ima_wav")), to="mkv", **ANY),
    Case("mkv-g722", mkv(sound("g722", rate=16000)), to="mkv", **ANY),
    Case("mkv-g726", mkv(sound("g726", "-b:a", "32k", rate=8000)), to="mkv", **ANY),
    Case("mkv-wavpack", mkv(sound("wavpack")), to="mkv", **ANY),
    Case("mkv-tta", mkv(sound("tta")), to="mkv", **ANY),
    Case("mkv-mp2", mkv(MP2), to="mkv"),
    Case("mkv-alac-to-mp4", mkv(ALAC)),
    Case("mkv-opus-to-mp4", mkv(OPUS)),
    Case("mkv-vorbis-to-mp4", mkv(VORBIS), says="vorbis", **ANY),
    Case("mkv-truehd-to-mp4", mkv(TRUEHD), says="truehd", **ANY),
    Case("mkv-flac-to-mp4", mkv(FLAC), says="flac", **ANY),
    Case("mkv-flac-to-webm", mkv(FLAC), to="webm", expect="refused", says="flac"),
    Case("mkv-truehd-no-audio", mkv(TRUEHD), options=("--no-audio",), without_sound=True),
    Case("avi-pcm-u8", clip("avi", h264("yuv420p", "-bf", "0"), pcm("pcm_u8")), to="mkv", rate="25"),
    Case("avi-adpcm-ms", clip("avi", h264("yuv420p", "-bf", "0"), sound("adpcm_ms")), to="mkv", rate="25", **ANY),
    Case("avi-ac3", clip("avi", h264("yuv420p", "-bf", "0"), AC3), to="mkv", rate="25"),
    Case("ts-dts", clip("ts", h264(), DTS), to="mkv"),
    Case("ts-mp3", clip("ts", h264(), MP3)),
    Case("ts-opus", clip("ts", h264(), OPUS), to="mkv"),
    Case("mp4-three-tracks", mp4(AAC, STEREO, AAC, after=LANGUAGES)),
    Case("mkv-three-tracks", mkv(AAC, STEREO, AAC, after=LANGUAGES), to="mkv"),
    Case("mkv-three-tracks-to-mp4", mkv(AAC, STEREO, AAC, after=LANGUAGES)),
    Case("mov-two-codecs", mov(AAC, pcm("pcm_s16le")), to="mov"),
    Case("mkv-ac3-and-opus", mkv(AC3, OPUS), to="mkv"),
    Case("ts-two-tracks", clip("ts", h264(), AAC, AC3, after=LANGUAGES[:2] + ("-metadata:s:a:1", "language=fra"))),
    Case("webm-two-tracks", clip("webm", vp9(), OPUS, OPUS, after=("-metadata:s:a:1", "language=spa")), to="webm"),
    Case("mp4-default-is-second", mp4(AAC, AAC, after=("-disposition:a:0", "0", "-disposition:a:1", "default"))),
    Case("mp4-unknown-sound", mp4(AAC, AC3).then("replace", "{in}", "ac-3", "apac"), expect="refused",
         says="apac|sound|audio"),
    Case("mkv-codec-id-unknown", mkv(AAC).then("replace", "{in}", "A_AAC", "A_XYZ"), to="mkv", expect="refused",
         says="A_XYZ|sound|audio"),
]
