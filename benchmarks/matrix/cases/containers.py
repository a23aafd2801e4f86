"""Containers: every way their bytes can lie, from files and from standard input."""

from case import Case
from coding import AAC, AC3, EAC3, FLAC, MP2, MP3, OPUS, VORBIS, h264, hevc, mpeg2, pcm, simple, vp8, vp9
from recipe import clip

FRAGMENTS = ("-movflags", "frag_keyframe+empty_moov+default_base_moof")
FIRST = ("-movflags", "+faststart")
ASIS = ("-fps_mode", "passthrough")
XVID = simple("mpeg4", "yuv420p", "-q:v", "2", "-bf", "2", "-tag:v", "XVID")

MP4 = clip("mp4", h264(), AAC)
MP4_FIRST = clip("mp4", h264(), AAC, after=FIRST)
MP4_FRAGMENTED = clip("mp4", h264(), AAC, after=FRAGMENTS)
MKV = clip("mkv", h264(), AAC)
TS = clip("ts", h264(), AAC, seconds=2)
WEBM = clip("webm", vp9(), OPUS)
AVI = clip("avi", XVID, MP3)

# Times of a joined stream start again: what counts is that the result has all frames, in growing order.
JOINED = TS.then("join", "{in}", "{in}")

THEORA = clip("ogv", simple("libtheora", "yuv420p", "-q:v", "10"), VORBIS)

CASES = [
    Case("mp4-index-last", MP4),
    Case("mp4-index-first", MP4_FIRST),
    Case("mp4-fragmented", MP4_FRAGMENTED),
    Case("mp4-fragmented-sidx", clip("mp4", h264(), AAC, after=("-movflags", "dash+global_sidx"), seconds=2)),
    Case("mp4-cut-copy", clip("mp4", h264(), AAC, seconds=2).remux("mp4", before=("-ss", "0.6"), seconds=1.4)),
    Case("mp4-cut-copy-end", clip("mp4", h264(), AAC, seconds=2).remux("mp4", "-t", "1.13", seconds=1.1)),
    Case("mp4-late-picture", clip("mp4", h264(), AAC, before=("-itsoffset", "0.5"), after=ASIS)),
    Case("mp4-to-mov", MP4, to="mov"),
    Case("mp4-to-mkv", MP4, to="mkv"),
    Case("mp4-to-m4v", MP4, to="m4v"),
    Case("mp4-to-webm-aac", MP4, to="webm", expect="refused", says="aac"),
    Case("mp4-to-fragmented", MP4, options=("--profile", "mp4-fragmented")),
    Case("mp4-no-sound", clip("mp4", h264())),
    Case("mov-h264-aac", clip("mov", h264(), AAC), to="mov"),
    Case("mov-to-mp4", clip("mov", h264(), AAC)),
    Case("mov-to-mkv-pcm", clip("mov", h264(), pcm("pcm_s16le")), to="mkv"),
    Case("3gp-h264-aac", clip("3gp", h264(), AAC)),
    Case("3gp-h263-aac", clip("3gp", simple("h263", "yuv420p", "-q:v", "2"), AAC, size="176x144")),
    Case("mkv-h264-aac", MKV, to="mkv"),
    Case("mkv-to-mp4", MKV),
    Case("mkv-to-mov", MKV, to="mov"),
    Case("mkv-live", clip("mkv", h264(), AAC, after=("-live", "1")), to="mkv"),
    Case("mkv-opus-to-webm", clip("mkv", h264(), OPUS), to="webm"),
    Case("webm-vp9-opus", WEBM, to="webm"),
    Case("webm-vp8-vorbis", clip("webm", vp8(), VORBIS), to="webm"),
    Case("webm-to-mp4", WEBM),
    Case("webm-to-mkv", WEBM, to="mkv"),
    Case("avi-xvid-mp3", AVI, rate="25"),
    Case("avi-xvid-mp3-to-mkv", AVI, to="mkv", rate="25"),
    Case("avi-h264-pcm-to-mov", clip("avi", h264("yuv420p", "-bf", "0"), pcm("pcm_s16le")), to="mov", rate="25"),
    Case("avi-h264-bframes-mp3", clip("avi", h264(), MP3), rate="25"),
    Case("ts-h264-aac", TS),
    Case("ts-to-mkv", TS, to="mkv"),
    Case("ts-to-ts", TS, to="ts"),
    Case("mp4-to-ts", MP4, to="ts"),
    Case("ts-two-seconds-hevc10-to-ts", clip("ts", hevc("yuv420p10le", tag=""), AC3), to="ts"),
    Case("ts-h264-ac3", clip("ts", h264(), AC3)),
    Case("ts-hevc-eac3", clip("ts", hevc(tag=""), EAC3)),
    Case("ts-mpeg2-mp2", clip("ts", mpeg2("yuv420p", "-bf", "2"), MP2)),
    Case("ts-clock-wraps", TS.then("wrap_clock", "{in}", 1.0)),
    Case("ts-clock-wraps-to-mkv", TS.then("wrap_clock", "{in}", 0.5), to="mkv"),
    Case("ts-from-mid-stream", TS.then("cut", "{in}", 188 * 40), expect="either"),
    Case("ts-from-mid-packet", TS.then("cut", "{in}", 188 * 55 + 77), expect="either"),
    Case("ts-joined", JOINED, only_order=True, joined=True, frames=100, notes="discontinuit", expect="either"),
    Case("ts-latm", clip("ts", h264(), AAC, after=("-mpegts_flags", "latm")), expect="either", says="latm"),
    Case("ts-latm-to-mkv", clip("ts", h264(), AAC, after=("-mpegts_flags", "latm")), to="mkv", expect="either",
         says="latm"),
    Case("m2ts-h264-ac3", clip("m2ts", h264(), AC3)),
    Case("mpg-mpeg2-mp2", clip("mpg", mpeg2("yuv420p", "-bf", "2"), MP2), to="mkv", rate="25"),
    Case("flv-h264-aac", clip("flv", h264(), AAC)),
    Case("flv-zeros-behind", clip("flv", h264(), AAC).then("follow_by_zeros", "{in}", 5000)),
    Case("asf-wmv2-wmav2", clip("wmv", simple("wmv2", "yuv420p", "-q:v", "2"), pcm("wmav2")), to="mkv"),
    Case("ogg-theora-vorbis", THEORA, to="mkv"),
    Case("ogg-joined", THEORA.then("join", "{0}", "{0}"), to="mkv", only_order=True, joined=True, frames=50,
         notes="discontinuit"),
    Case("mxf-h264-without-display-times", clip("mxf", h264("yuv420p", "-bf", "3"), pcm("pcm_s16le")), to="mov",
         expect="refused", says="timestamps go back"),
    Case("avi-h264-lost-picture", clip("avi", h264("yuv420p", "-bf", "3"), MP3).then("lose", "{in}", 12), to="mkv",
         expect="refused", says="1 of its 25 frames cannot be decoded"),
    Case("mxf-mpeg2-pcm", clip("mxf", mpeg2(), pcm("pcm_s16le")), to="mov"),
    Case("dv-pal", clip("dv", simple("dvvideo"), pcm("pcm_s16le", "-ac", "2"),
                        size="720x576"), to="mov"),
    Case("stdin-mkv", MKV, stdin=True),
    Case("stdin-webm", WEBM, to="webm", stdin=True),
    Case("stdin-ts", TS, stdin=True),
    Case("stdin-mp4-index-first", MP4_FIRST, stdin=True),
    Case("stdin-mp4-fragmented", MP4_FRAGMENTED, stdin=True),
    Case("stdin-mp4-index-last", MP4, stdin=True, expect="refused", says="index"),
    Case("stdin-avi", AVI, stdin=True, rate="25", expect="either"),
    Case("stdin-mov-flac", clip("mkv", h264(), FLAC), stdin=True, to="mkv"),
]
