// FFmpeg's libavformat, libavcodec and libavutil for Swift. Their functions are imported unchanged, except
// for macros and a callback field that Swift cannot import. The wrappers can be removed when Swift imports
// function-like macros.
#ifndef FRAMEVEIL_CLIBAV_H
#define FRAMEVEIL_CLIBAV_H

#include <errno.h>
#include <libavcodec/avcodec.h>
#include <libavcodec/bsf.h>
#include <libavformat/avformat.h>
#include <libavutil/display.h>
#include <libavutil/hdr_dynamic_metadata.h>
#include <libavutil/log.h>
#include <libavutil/mastering_display_metadata.h>
#include <libavutil/mem.h>
#include <libavutil/murmur3.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>

static inline int64_t fv_av_no_pts(void) { return AV_NOPTS_VALUE; }
static inline int fv_av_eof(void) { return AVERROR_EOF; }
static inline int fv_av_exit(void) { return AVERROR_EXIT; }
static inline uint32_t fv_av_tag(char a, char b, char c, char d) { return MKTAG(a, b, c, d); }
static inline AVRational fv_av_rational(int num, int den) { return (AVRational){num, den}; }

// Set in C, where the compiler checks the type of the callback.
static inline int fv_av_refuse_open(AVFormatContext *s, AVIOContext **pb, const char *url, int flags, AVDictionary **options) {
  return AVERROR(EPERM);
}
// Prevents an input from opening further files or URLs (playlists, external references).
static inline void fv_av_refuse_other_files(AVFormatContext *context) { context->io_open = fv_av_refuse_open; }

#endif
