// libjpeg's way through a picture's coded data. It ends errors with longjmp, which must not cross Swift's frames, so
// the calls between setjmp and the end stand together here. What its findings mean is decided in Swift.
#ifndef FRAMEVEIL_CJPEG_H
#define FRAMEVEIL_CJPEG_H

#include <stdbool.h>
#include <stddef.h>

typedef enum {
  FV_JPEG_WHOLE,    // every block was there
  FV_JPEG_DAMAGED,  // blocks were missing or wrong, and decoders fill in what they like
  FV_JPEG_REFUSED,  // no picture at all, or of a kind that libjpeg does not read
} FVJPEGState;

// Decodes to an eighth of the size, row by row, keeping nothing. `memory` bounds what libjpeg reserves: all the
// coefficients of a progressive picture.
FVJPEGState fv_jpeg_examine(const unsigned char *bytes, size_t count, long memory);

#endif
