"""Time: rates, offsets, gaps, tracks that start or end apart."""

from case import Case
from coding import AAC, AC3, FLAC, MP3, OPUS, h264, hevc, pcm, simple, vp9
from recipe import clip

VARIABLE = "select='not(eq(mod(n,5),3)+eq(mod(n,7),2))'"
VFR = ("-fps_mode", "vfr")
ASIS = ("-fps_mode", "passthrough")


def offset(seconds: float, ending: str = "mkv", **more):
    return clip(ending, h264(), AAC, after=("-output_ts_offset", str(seconds)), **more)


LONG = clip("mp4", h264("yuv420p", "-preset", "ultrafast", "-video_track_timescale", "1000000"), size="16x16",
            rate="1", seconds=4500, filters="fps=1")

CASES = [
    Case("rate-1", clip("mp4", h264(), AAC, rate="1", seconds=5)),
    Case("rate-240", clip("mp4", h264(), AAC, rate="240")),
    Case("rate-240-mkv", clip("mkv", h264(), AAC, rate="240"), to="mkv"),
    Case("rate-29.97", clip("mp4", h264(), AAC, rate="30000/1001")),
    Case("rate-29.97-mkv-to-mp4", clip("mkv", h264(), AAC, rate="30000/1001")),
    Case("rate-23.976-webm", clip("webm", vp9(), OPUS, rate="24000/1001"), to="webm"),
    Case("rate-59.94-ts", clip("ts", h264(), AC3, rate="60000/1001")),
    Case("rate-15.0033", clip("mp4", h264(), AAC, rate="1000000/66652", seconds=2)),
    Case("one-frame", clip("mp4", h264("yuv420p", "-frames:v", "1"))),
    Case("one-frame-mkv", clip("mkv", h264("yuv420p", "-frames:v", "1")), to="mkv"),
    Case("one-frame-with-sound", clip("mp4", h264("yuv420p", "-frames:v", "1"), AAC)),
    Case("two-frames", clip("mp4", h264("yuv420p", "-frames:v", "2"))),
    Case("vfr-mp4", clip("mp4", h264(), AAC, filters=VARIABLE, after=VFR, seconds=2)),
    Case("vfr-mkv", clip("mkv", h264(), AAC, filters=VARIABLE, after=VFR, seconds=2), to="mkv"),
    Case("vfr-mkv-to-mp4", clip("mkv", h264(), AAC, filters=VARIABLE, after=VFR, seconds=2)),
    Case("vfr-hevc-10bit", clip("mp4", hevc("yuv420p10le"), AAC, filters=VARIABLE, after=VFR, seconds=2)),
    Case("vfr-gap", clip("mp4", h264(), AAC, filters="select='lt(n,10)+gt(n,60)'", after=VFR, seconds=3)),
    Case("bframes-no-edit-list", clip("mp4", h264("yuv420p", "-bf", "3"), AAC, after=("-use_editlist", "0"))),
    Case("bframes-no-edit-list-12s", clip("mp4", h264("yuv420p", "-bf", "3"), rate="30", seconds=12,
                                          after=("-use_editlist", "0"))),
    Case("edit-cuts-inside-sound", clip("mp4", h264(), AAC, seconds=2)
         .then("edits", "{in}", 2, "400,1024", "800,52800"), expect="refused", says="edit list"),
    Case("edit-hides-beginning-to-mkv", clip("mp4", h264(), AAC, seconds=2).remux("mp4", before=("-ss", "1.2"), seconds=0.8),
         to="mkv", expect="refused", says="cut off"),
    Case("bframes-negative-offsets", clip("mp4", h264("yuv420p", "-bf", "3"), AAC,
                                          after=("-movflags", "negative_cts_offsets"))),
    Case("bframes-pyramid", clip("mp4", h264("yuv420p", "-bf", "6", "-x264opts", "b-pyramid=normal:open-gop=1"), AAC,
                                 seconds=2)),
    Case("hevc-open-gop-cut", clip("mp4", hevc("yuv420p", parameters="keyint=12:open-gop=1:bframes=3"), AAC, seconds=2)
         .remux("mp4", before=("-ss", "0.9"), seconds=1.1)),
    Case("timescale-million-75-min", LONG, psnr=30),
    Case("timescale-600", clip("mp4", h264(), AAC, rate="30000/1001", after=("-video_track_timescale", "600"))),
    Case("movie-timescale-million", clip("mp4", h264(), AAC, after=("-movie_timescale", "1000000"))),
    Case("offset-1h-mkv", offset(3600), to="mkv"),
    Case("offset-1h-mkv-to-mp4", offset(3600)),
    Case("offset-48h-mkv-to-mp4", offset(172800)),
    Case("offset-48h-mkv", offset(172800), to="mkv"),
    Case("offset-20h-ts", offset(72000, "ts")),
    Case("offset-1h-mp4", offset(3600, "mp4"), expect="either"),
    Case("first-frame-zero-length", clip("mp4", h264("yuv420p", "-bf", "0")).then("zero_sample", "{in}", 0),
         expect="either", says="time"),
    Case("middle-frame-zero-length", clip("mp4", h264("yuv420p", "-bf", "0")).then("zero_sample", "{in}", 10),
         expect="either", says="time"),
    Case("last-frame-zero-length", clip("mp4", h264("yuv420p", "-bf", "0")).then("zero_sample", "{in}", 24),
         expect="either", says="time"),
    Case("sound-30s-first-pcm", clip("mkv", h264(), pcm("pcm_s16le"), before=("-itsoffset", "30"), after=ASIS),
         to="mkv"),
    Case("sound-30s-first-aac", clip("mp4", h264(), AAC, before=("-itsoffset", "30"), after=ASIS)),
    Case("sound-30s-first-to-mov", clip("mkv", h264(), pcm("pcm_s16le"), before=("-itsoffset", "30"), after=ASIS),
         to="mov"),
    Case("sound-late-mp4", clip("mp4", h264(), AAC.late(0.7))),
    Case("sound-late-mkv", clip("mkv", h264(), FLAC.late(0.7)), to="mkv"),
    Case("sound-late-avi", clip("avi", simple("mpeg4", "yuv420p", "-q:v", "2"),
                                MP3.late(0.5)), to="mkv", rate="25"),
    Case("sound-longer", clip("mp4", h264("yuv420p", "-frames:v", "20"), AAC, seconds=2)),
    Case("sound-shorter", clip("mp4", h264(), AAC, seconds=2, after=("-filter:a", "atrim=duration=0.8"))),
    Case("sound-gap-mkv", clip("mkv", h264(), AAC, seconds=2,
                               after=("-filter:a", "aselect='lt(t,0.5)+gt(t,1.2)'")), to="mkv"),
    Case("sound-gap-mp4", clip("mp4", h264(), AAC, seconds=2,
                               after=("-filter:a", "aselect='lt(t,0.5)+gt(t,1.2)'"))),
]
