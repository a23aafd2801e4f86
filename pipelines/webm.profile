# WebM with VP9: for the web; takes Opus and Vorbis sound only; times are whole milliseconds.
#
# end-usage=cq with cq-level is constant quality; target-bitrate is lifted so that it never caps it.
extensions: webm
encode: videoconvert !
  vp9enc end-usage=cq cq-level=26 target-bitrate=100000000 deadline=1 cpu-used=6 row-mt=true threads=2
  lag-in-frames=0 keyframe-max-dist=120
mux: webm
