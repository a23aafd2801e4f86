# WebM with VP9: for the web; Opus and Vorbis audio only; timestamps are in milliseconds.
#
# end-usage=cq with cq-level gives constant quality; target-bitrate is set so high that it never limits it.
extensions: webm
encode: videoconvert !
  vp9enc end-usage=cq cq-level=26 target-bitrate=100000000 deadline=1 cpu-used=6 row-mt=true threads=2
  lag-in-frames=0 keyframe-max-dist=120
mux: webm
