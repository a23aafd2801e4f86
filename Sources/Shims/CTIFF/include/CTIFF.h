// libtiff for Swift: files in memory. libtiff's functions for fields are variadic, which Swift cannot call.
#ifndef FRAMEVEIL_CTIFF_H
#define FRAMEVEIL_CTIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct FVTIFF FVTIFF;

// Opens a file for reading; `bytes` must stay until fv_tiff_close. No allocation exceeds `memory` bytes. NULL if it is none,
// or for want of memory.
FVTIFF *fv_tiff_open(const unsigned char *bytes, size_t count, size_t memory);
// Begins a file with libtiff's mode: "w", with "l" or "b" for the byte order and "8" for BigTIFF.
FVTIFF *fv_tiff_create(const char *mode);
void fv_tiff_close(FVTIFF *file);

// The first message since the last call of fv_tiff_forget; NULL if there was none.
const char *fv_tiff_message(const FVTIFF *file);
void fv_tiff_forget(FVTIFF *file);

// Reads the directory at an offset of the file.
bool fv_tiff_select(FVTIFF *file, uint64_t offset);
// The number of strips or tiles; the bytes of one without compression.
uint32_t fv_tiff_block_count(FVTIFF *file);
size_t fv_tiff_block_size(FVTIFF *file);
// Decompresses a strip or tile; false unless there are exactly `count` bytes and libtiff has nothing to say.
bool fv_tiff_read(FVTIFF *file, uint32_t block, unsigned char *target, size_t count);

bool fv_tiff_set_short(FVTIFF *file, uint32_t tag, uint16_t value);
bool fv_tiff_set_pair(FVTIFF *file, uint32_t tag, uint16_t first, uint16_t second);
bool fv_tiff_set_long(FVTIFF *file, uint32_t tag, uint32_t value);
bool fv_tiff_set_real(FVTIFF *file, uint32_t tag, double value);
bool fv_tiff_set_reals(FVTIFF *file, uint32_t tag, const float *values);
bool fv_tiff_set_shorts(FVTIFF *file, uint32_t tag, uint16_t count, const uint16_t *values);
// Three tables, of which the second and third may be NULL.
bool fv_tiff_set_tables(
  FVTIFF *file, uint32_t tag, const uint16_t *first, const uint16_t *second, const uint16_t *third);
bool fv_tiff_set_bytes(FVTIFF *file, uint32_t tag, uint32_t count, const void *bytes);
bool fv_tiff_set_text(FVTIFF *file, uint32_t tag, const char *text);

// Compresses a strip or tile, whose bytes may change.
bool fv_tiff_write(FVTIFF *file, uint32_t block, unsigned char *bytes, size_t count);
// Writes a strip or tile that is compressed already.
bool fv_tiff_write_raw(FVTIFF *file, uint32_t block, unsigned char *bytes, size_t count);
// Ends a page.
bool fv_tiff_end_page(FVTIFF *file);
// Ends the file, whose bytes stay until fv_tiff_close.
const unsigned char *fv_tiff_finish(FVTIFF *file, size_t *count);

#endif
