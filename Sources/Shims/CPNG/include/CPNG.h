// libpng for Swift. The functions of its simplified API are imported unchanged; they catch libpng's longjmp. Those of the
// other API must not unwind Swift frames, so all calls after setjmp are in one C function.
#ifndef FRAMEVEIL_CPNG_H
#define FRAMEVEIL_CPNG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <png.h>

// The fields of IHDR.
typedef struct {
  uint32_t width, height;
  int depth, colour_type;
  bool interlaced;
} FVPNGHeader;

// Samples are as stored: one in a byte, or with 16 bits in two in the byte order of the machine; interleaved, row by row,
// without padding. Neither palette, transparency nor gamma is applied.

// Decodes all rows. `samples` has room for those of `header`; false if the file has another header or is damaged.
bool fv_png_read(const unsigned char *bytes, size_t count, FVPNGHeader header, unsigned char *samples);
// Encodes a file of IHDR, PLTE (if the type needs one: grey levels, which the caller replaces), IDAT and IEND. The bytes
// are the caller's to free(); false if memory does not suffice.
bool fv_png_write(FVPNGHeader header, const unsigned char *samples, unsigned char **bytes, size_t *count);

#endif
