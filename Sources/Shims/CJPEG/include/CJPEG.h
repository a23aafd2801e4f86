// libjpeg reports errors with longjmp, which must not unwind Swift frames, so all calls after setjmp are in one C
// function. The caller decides what to do with the result.
#ifndef FRAMEVEIL_CJPEG_H
#define FRAMEVEIL_CJPEG_H

#include <stdbool.h>
#include <stddef.h>

// Encodes three planes of the same size, one after the other: Y', Cb and Cr as JFIF has them. The bytes are the
// caller's to free(); false where memory or a dimension does not suffice.
bool fv_jpeg_encode(
  const unsigned char *planes, unsigned width, unsigned height, int quality, unsigned char **bytes,
  unsigned long *count);

// An image whose coefficients are in memory. Not thread-safe.
typedef struct FVJPEG FVJPEG;

typedef enum { FV_JPEG_GREY, FV_JPEG_YCBCR, FV_JPEG_RGB, FV_JPEG_CMYK, FV_JPEG_OTHER } FVJPEGModel;

typedef struct {
  unsigned width, height;              // in samples
  unsigned blocks_across, blocks_down; // of 8 x 8 samples, rounded up
  int h, v;                            // sampling factors
} FVJPEGComponent;

// A rectangle of blocks of 8 x 8 samples. It may extend past the component.
typedef struct {
  unsigned column, row, end_column, end_row;
} FVJPEGBlocks;

// A scan (ITU-T T.81, section B.2.3): its components by their index, its band and its bit positions.
typedef struct {
  int count;
  int components[4];
  int first, last, high, low;
} FVJPEGScan;

// Reads all coefficients. `memory` limits what libjpeg allocates, in bytes. NULL where memory does not suffice; else
// fv_jpeg_error() tells what failed, or is NULL. The bytes must stay until fv_jpeg_close().
FVJPEG *fv_jpeg_open(const unsigned char *bytes, size_t count, long memory);
void fv_jpeg_close(FVJPEG *image);
// The last failure of a function of the image.
const char *fv_jpeg_error(const FVJPEG *image);
// Whether blocks are missing or invalid.
bool fv_jpeg_is_damaged(const FVJPEG *image);
FVJPEGModel fv_jpeg_model(const FVJPEG *image);
FVJPEGComponent fv_jpeg_component(const FVJPEG *image, int index);

// The samples of a part of a component. The plane has 8 * blocks_down rows.
bool fv_jpeg_read_blocks(FVJPEG *image, int component, unsigned char *plane, size_t stride, FVJPEGBlocks part);
// Takes over each block of a part of which a sample inside the image differs from what fv_jpeg_read_blocks() gives.
bool fv_jpeg_write_blocks(FVJPEG *image, int component, const unsigned char *plane, size_t stride, FVJPEGBlocks part);
// Whether a component has the same size, quantisation and coefficients in two images.
bool fv_jpeg_is_equal(FVJPEG *image, FVJPEG *other, int component);
// Encodes the coefficients in the given scans; none means a single one. The Huffman tables of a single scan stay if they
// have all codes. The restart interval is that of the source, or `restart_rows` rows of MCUs if that is not 0. Without
// application segments and comments. The bytes are the caller's to free().
bool fv_jpeg_write(
  FVJPEG *image, const FVJPEGScan *scans, int scan_count, int restart_rows, unsigned char **bytes,
  unsigned long *count);

#endif
