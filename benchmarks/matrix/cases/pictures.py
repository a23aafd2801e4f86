"""Codecs of pictures, depth, chroma, colours, fields, shapes, rotation."""

from case import Case
from coding import AAC, BT709, FLAC, MP3, OPUS, av1, colours, h264, hevc, mpeg2, pcm, simple, vp8, vp9
from recipe import Recipe, Step, clip

MASTER = "master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,500)"
HDR10 = hevc("yuv420p10le", *colours("bt2020", "smpte2084", "bt2020nc", "tv"),
             parameters=f"hdr10=1:repeat-headers=1:{MASTER}:max-cll=1000,400")
HLG = hevc("yuv420p10le", *colours("bt2020", "arib-std-b67", "bt2020nc", "tv"))
MJPEG = ("-q:v", "2")
ANY = {"expect": "either"}


def interlaced(first: str) -> tuple:
    """Fields of one frame each, MBAFF."""
    return h264("yuv420p", "-flags", "+ildct+ilme", "-vf", f"setfield={first}")


def turned(a: int, b: int, c: int, d: int, ending: str = "mp4"):
    return clip(ending, h264(), AAC).then("turn", "{in}", a, b, c, d)


FIELD_PAIRS = Recipe((Step("field_pairs", (), "h264"),), 1.04)

CODECS = [
    Case("h264-baseline", clip("mp4", h264("yuv420p", "-profile:v", "baseline"))),
    Case("h264-10bit-420", clip("mp4", h264("yuv420p10le"), AAC)),
    Case("h264-10bit-420-to-mkv", clip("mp4", h264("yuv420p10le"), AAC), to="mkv", codec="hevc", **ANY),
    Case("h264-422", clip("mp4", h264("yuv422p"), AAC), **ANY),
    Case("h264-422-10bit", clip("mp4", h264("yuv422p10le"), AAC), **ANY),
    Case("h264-444", clip("mp4", h264("yuv444p"), AAC), **ANY),
    Case("h264-gray", clip("mp4", h264("gray"), AAC), **ANY),
    Case("hevc-8bit", clip("mp4", hevc(), AAC)),
    Case("hevc-hev1", clip("mp4", hevc(tag="hev1"), AAC)),
    Case("hevc-10bit", clip("mp4", hevc("yuv420p10le"), AAC)),
    Case("hevc-10bit-mkv", clip("mkv", hevc("yuv420p10le", tag=""), AAC), to="mkv"),
    Case("hevc-10bit-to-webm", clip("mkv", hevc("yuv420p10le", tag=""), OPUS), to="webm", **ANY),
    Case("hevc-422-10bit", clip("mp4", hevc("yuv422p10le"), AAC), **ANY),
    Case("hevc-gray", clip("mp4", hevc("gray"), AAC), notes="gr[ae]y", pixels="420 8 bit", **ANY),
    Case("hevc-hdr10", clip("mp4", HDR10, AAC)),
    Case("hevc-hdr10-to-mkv", clip("mp4", HDR10, AAC), to="mkv"),
    Case("hevc-hdr10-from-mkv", clip("mkv", HDR10, AAC)),
    Case("hevc-hlg", clip("mp4", HLG, AAC)),
    Case("hevc-hlg-to-mov", clip("mov", HLG, AAC), to="mov"),
    Case("vp8-to-mp4", clip("webm", vp8(), OPUS)),
    Case("vp9-10bit", clip("webm", vp9("yuv420p10le"), OPUS)),
    Case("vp9-10bit-webm", clip("webm", vp9("yuv420p10le"), OPUS), to="webm", **ANY),
    Case("vp9-444-webm", clip("webm", vp9("yuv444p"), OPUS), to="webm", **ANY),
    Case("vp9-in-mp4", clip("mp4", vp9(), AAC)),
    Case("av1-mp4", clip("mp4", av1(), AAC)),
    Case("av1-mkv", clip("mkv", av1(), OPUS), to="mkv"),
    Case("av1-10bit", clip("mp4", av1("yuv420p10le"), AAC)),
    Case("mpeg1-mpg", clip("mpg", simple("mpeg1video", "yuv420p", "-q:v", "2", "-bf", "2"), MP3), rate="25"),
    Case("mpeg2-mkv", clip("mkv", mpeg2("yuv420p", "-bf", "2"), AAC), to="mkv"),
    Case("mpeg2-422", clip("mkv", mpeg2("yuv422p"), AAC), to="mkv", **ANY),
    Case("mpeg4-mp4", clip("mp4", simple("mpeg4", "yuv420p", "-q:v", "2"), AAC)),
    Case("mpeg4-bframes-mkv", clip("mkv", simple("mpeg4", "yuv420p", "-q:v", "2", "-bf", "2"), AAC), to="mkv"),
    Case("xvid-libxvid-avi", clip("avi", simple("libxvid", "yuv420p", "-q:v", "2", "-bf", "2"), MP3),
         only_order=True),  # the encoder leaves holes at the start, which every reader takes otherwise
    Case("mjpeg-420-avi", clip("avi", simple("mjpeg", "yuvj420p", *MJPEG), pcm("pcm_s16le")), to="mov", rate="25"),
    Case("mjpeg-420-mov", clip("mov", simple("mjpeg", "yuvj420p", *MJPEG), AAC)),
    Case("mjpeg-422-mov", clip("mov", simple("mjpeg", "yuvj422p", *MJPEG), AAC), **ANY),
    Case("mjpeg-444-mkv", clip("mkv", simple("mjpeg", "yuvj444p", *MJPEG), AAC), to="mkv", **ANY),
    Case("prores-422", clip("mov", simple("prores_ks", "yuv422p10le", "-profile:v", "2"), pcm("pcm_s24le")), to="mov",
         **ANY),
    Case("prores-4444-alpha", clip("mov", simple("prores_ks", "yuva444p10le", "-profile:v", "4"), AAC,
                                   filters="format=yuva444p10le"), to="mov", notes="alpha|transparen",
         pixels="444 10 bit", **ANY),
    Case("dnxhr-sq", clip("mov", simple("dnxhd", "yuv422p", "-profile:v", "dnxhr_sq"), pcm("pcm_s16le"),
                          size="320x240"), to="mov", **ANY),
    Case("dnxhr-hqx-10bit", clip("mkv", simple("dnxhd", "yuv422p10le", "-profile:v", "dnxhr_hqx"), FLAC,
                                 size="320x240"), to="mkv", **ANY),
    Case("ffv1-420", clip("mkv", simple("ffv1"), FLAC), to="mkv"),
    Case("ffv1-420-10bit", clip("mkv", simple("ffv1", "yuv420p10le"), FLAC), to="mkv", codec="hevc", **ANY),
    Case("ffv1-411", clip("mkv", simple("ffv1", "yuv411p"), FLAC), to="mkv", notes="yuv411p", pixels="444 8 bit", psnr=34,
         **ANY),
    Case("ffv1-gray", clip("mkv", simple("ffv1", "gray"), FLAC), to="mkv", notes="gr[ae]y", pixels="420 8 bit", **ANY),
    Case("ffv1-rgb", clip("mkv", simple("ffv1", "bgr0"), FLAC), to="mkv", notes="red", pixels="444 8 bit", psnr=32,
         **ANY),
    Case("huffyuv-422-avi", clip("avi", simple("huffyuv", "yuv422p"), pcm("pcm_s16le")), to="mkv", rate="25", **ANY),
    Case("utvideo-420-avi", clip("avi", simple("utvideo"), pcm("pcm_s16le")), to="mkv", rate="25", says="utvideo", **ANY),
    Case("raw-420-avi", clip("avi", simple("rawvideo"), pcm("pcm_s16le")), to="mkv", rate="25", says="rawvideo",
         **ANY),
    Case("v210-mov", clip("mov", simple("v210", "yuv422p10le"), pcm("pcm_s16le")), to="mov", **ANY),
    Case("qtrle-mov", clip("mov", simple("qtrle", "rgb24"), AAC), notes="rgb24", pixels="444 8 bit", psnr=32, **ANY),
    Case("ffv1-422-to-webm", clip("mkv", simple("ffv1", "yuv422p"), OPUS), to="webm", notes="coded as I420",
         pixels="420 8 bit"),
    Case("png-mov", clip("mov", simple("png", "rgb24"), AAC), notes="red", pixels="444 8 bit", psnr=32, **ANY),
]

COLOURS = [
    Case("colour-bt709", clip("mp4", h264("yuv420p", *BT709))),
    Case("colour-bt601", clip("mp4", h264("yuv420p", *colours("smpte170m", "smpte170m", "smpte170m", "tv")))),
    Case("colour-bt470bg", clip("mp4", h264("yuv420p", *colours("bt470bg", "gamma28", "bt470bg", "tv")))),
    Case("colour-bt2020-8bit", clip("mp4", h264("yuv420p", *colours("bt2020", "bt2020-10", "bt2020nc", "tv")))),
    Case("colour-srgb-transfer", clip("mp4", h264("yuv420p", *colours("bt709", "iec61966-2-1", "bt709", "tv")))),
    Case("colour-full-bt709", clip("mp4", h264("yuvj420p", *colours("bt709", "bt709", "bt709", "pc")))),
    Case("colour-full-only", clip("mp4", h264("yuvj420p", *colours(span="pc")))),
    Case("colour-full-mkv", clip("mkv", h264("yuvj420p", *colours(span="pc")), AAC), to="mkv"),
    Case("colour-full-colr", clip("mp4", h264("yuvj420p", *colours("bt709", "bt709", "bt709", "pc"),
                                              "-movflags", "write_colr"), AAC)),
    Case("colour-untagged-hd", clip("mp4", h264("yuv420p"), size="1280x720", seconds=0.4)),
    Case("colour-untagged-mkv", clip("mkv", h264("yuv420p")), to="mkv"),
    Case("colour-only-primaries", clip("mp4", h264("yuv420p", *colours(primaries="bt709")))),
    Case("colour-only-matrix", clip("mp4", h264("yuv420p", *colours(matrix="bt709")))),
    Case("colour-only-transfer", clip("mkv", h264("yuv420p", *colours(transfer="bt709"))), to="mkv"),
    Case("colour-vp9-bt709-webm", clip("webm", vp9("yuv420p", *BT709)), to="webm"),
    Case("colour-vp9-full", clip("webm", vp9("yuv420p", *colours(matrix="bt709", span="pc"))), to="webm"),
    Case("colour-hevc-untagged", clip("mp4", hevc())),
]

SHAPES = [
    Case("interlaced-tff", clip("mp4", interlaced("tff"), AAC)),
    Case("interlaced-bff", clip("mp4", interlaced("bff"), AAC)),
    Case("interlaced-tff-mkv", clip("mkv", interlaced("tff"), AAC), to="mkv"),
    Case("interlaced-mpeg2-ts", clip("ts", mpeg2("yuv420p", "-flags", "+ildct+ilme", "-vf", "setfield=tff"), AAC)),
    Case("interlaced-to-webm", clip("mkv", interlaced("tff"), OPUS), to="webm", **ANY),
    Case("par-16-11", clip("mp4", h264(), AAC, filters="setsar=16/11")),
    Case("par-16-11-mkv", clip("mkv", h264(), AAC, filters="setsar=16/11"), to="mkv"),
    Case("par-webm", clip("webm", vp9(), OPUS, filters="setsar=4/3"), to="webm"),
    Case("par-mpeg2", clip("ts", mpeg2("yuv420p", "-aspect", "16:9"), AAC, size="176x144")),
    Case("rotated-90", turned(0, 1, -1, 0)),
    Case("rotated-180", turned(-1, 0, 0, -1)),
    Case("rotated-270", turned(0, -1, 1, 0)),
    Case("mirrored", turned(-1, 0, 0, 1)),
    Case("flipped", turned(1, 0, 0, -1)),
    Case("transposed", turned(0, 1, 1, 0)),
    Case("rotated-90-mov", turned(0, 1, -1, 0, "mov"), to="mov"),
    Case("rotated-90-fragmented", clip("mp4", h264(), AAC, after=("-movflags", "frag_keyframe+empty_moov"))
         .then("turn", "{in}", 0, 1, -1, 0)),
    Case("rotated-90-to-mkv", turned(0, 1, -1, 0), to="mkv", **ANY),
    Case("rotated-90-to-webm", clip("mp4", h264(), OPUS).then("turn", "{in}", 0, 1, -1, 0), to="webm", **ANY),
    Case("odd-444", clip("mp4", h264("yuv444p"), AAC, size="161x121"), **ANY),
    Case("odd-420-vp9-webm", clip("webm", vp9(), OPUS, size="161x121"), to="webm"),
    Case("odd-420-vp9-to-mp4", clip("webm", vp9(), OPUS, size="161x121"), **ANY),
    Case("odd-420-ffv1", clip("mkv", simple("ffv1"), FLAC, size="161x121"), to="mkv", **ANY),
    Case("size-16x16", clip("mp4", h264(), AAC, size="16x16"), psnr=30),
    Case("size-8x8", clip("mkv", simple("ffv1"), FLAC, size="8x8"), to="mkv", psnr=30, **ANY),
    Case("size-8k", clip("mp4", h264("yuv420p", "-preset", "ultrafast"), size="7680x4320", rate="10", seconds=0.2)),
    Case("field-pairs-mp4", FIELD_PAIRS.remux("mp4", before=("-framerate", "50"))),
    Case("field-pairs-mkv", FIELD_PAIRS.remux("mp4", before=("-framerate", "50")).remux("mkv"), to="mkv"),
    Case("field-pairs-ts", FIELD_PAIRS.remux("mp4", before=("-framerate", "50")).remux("ts")),
    Case("fields-change", clip("ts", interlaced("tff"), AAC).then(
        "ffmpeg", "-i", "{in}", *interlaced("bff"), "-c:a", "copy", "-output_ts_offset", "1.1", "{out}",
        ending="ts").then("join", "{0}", "{1}"), joined=True, notes="interlaced, bottom.*: 25",
        unsaid=frozenset({"fields"})),
    Case("shape-changes", clip("ts", h264(), AAC).then(
        "ffmpeg", "-i", "{in}", *h264(), "-vf", "setsar=4/3", "-c:a", "copy", "-output_ts_offset", "1", "{out}",
        ending="ts").then("join", "{0}", "{1}"), expect="refused", says="aspect"),
    Case("hevc-gray-10bit", clip("mp4", hevc("gray10le")), expect="refused", says="gray10le"),
    Case("vp9-440", clip("webm", vp9("yuv440p")), to="webm", expect="refused", says="yuv440p"),
    Case("size-changes", clip("ts", h264(), AAC).then(
        "ffmpeg", "-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25:duration=1", "-f", "lavfi", "-i",
        "sine=duration=1", *h264(), "-c:a", "aac", "-output_ts_offset", "1", "{out}", ending="ts")
        .then("join", "{0}", "{1}"), expect="refused", says="size|resolution|320"),
]

CASES = CODECS + COLOURS + SHAPES
