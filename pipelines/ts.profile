# MPEG transport stream with H.264: for recorders; keeps AAC in LATM and DVB subtitles.
#
# quantizer is the constant rate factor: 18 is visually near lossless, 23 gives smaller files. vbv-buf-capacity=0
# disables the VBV and with it the bit rate limit: x264 multiplies a high limit by a long frame duration in 32 bits,
# which overflows. Sliced threads, no B-frames and a short look-ahead keep the encoder's memory small, and DTS equal
# to PTS.
extensions: ts m2ts mts
encode: videoconvert !
  x264enc pass=qual quantizer=20 vbv-buf-capacity=0 speed-preset=veryfast
  sliced-threads=true rc-lookahead=1 sync-lookahead=0 bframes=0 key-int-max=250
# More than 8 bits: few players support them in H.264, most in HEVC Main 10.
encode-deep: videoconvert !
  x265enc speed-preset=veryfast key-int-max=250 option-string="crf=20:bframes=0:rc-lookahead=5:frame-threads=1"
  ! h265parse
mux: mpegts
# H.264 does not support an odd width or height in 4:2:0.
odd-size-format: Y444
