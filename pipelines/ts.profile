# MPEG transport stream with H.264: what recorders use; keeps AAC in LATM and DVB subtitles.
#
# quantizer is the constant rate factor: 18 is hard to tell from the source, 23 is smaller. Without a buffer
# (vbv-buf-capacity=0) no bit rate caps it: x264 reckons a large cap times a long pause in 32 bits, and overflows.
# Slices instead of frames in parallel, no B-frames and a short look-ahead keep the encoder's memory small
# and make each picture's coding time its display time.
extensions: ts m2ts mts
encode: videoconvert !
  x264enc pass=qual quantizer=20 vbv-buf-capacity=0 speed-preset=veryfast
  sliced-threads=true rc-lookahead=1 sync-lookahead=0 bframes=0 key-int-max=250
# Pictures of more than 8 bits: few players know them in H.264, most in HEVC Main 10.
encode-deep: videoconvert !
  x265enc speed-preset=veryfast key-int-max=250 option-string="crf=20:bframes=0:rc-lookahead=5:frame-threads=1"
  ! h265parse
mux: mpegts
# H.264 cannot hold an odd width or height in 4:2:0.
odd-size-format: Y444
