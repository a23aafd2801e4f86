// libjpeg reports errors with longjmp, which must not unwind Swift frames, so all calls after setjmp are in one C
// function. The caller decides what to do with the result.
#ifndef FRAMEVEIL_CJPEG_H
#define FRAMEVEIL_CJPEG_H

#include <stdbool.h>
#include <stddef.h>

typedef enum {
  FV_JPEG_WHOLE,    // every block is present
  FV_JPEG_DAMAGED,  // blocks are missing or invalid; decoders would fill them arbitrarily
  FV_JPEG_REFUSED,  // not a JPEG, or a variant that libjpeg does not support
} FVJPEGState;

// Checks the entropy-coded data of a JPEG: decodes it at one eighth of the size, row by row, and discards the rows. `memory`
// limits, in bytes, what libjpeg allocates: it buffers all coefficients of a progressive image.
FVJPEGState fv_jpeg_examine(const unsigned char *bytes, size_t count, long memory);

// Encodes three planes of the same size, one after the other: Y', Cb and Cr as JFIF has them. The bytes are the
// caller's to free(); false where memory or a dimension does not suffice.
bool fv_jpeg_encode(
  const unsigned char *planes, unsigned width, unsigned height, int quality, unsigned char **bytes,
  unsigned long *count);

#endif
