#include "CTIFF.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tiffio.h>

struct FVTIFF {
  TIFF *tiff;
  // What is read belongs to the caller; what is written belongs to this.
  const unsigned char *source;
  unsigned char *output;
  size_t size, capacity, place;
  char message[256];
};

static int record(TIFF *tiff, void *data, const char *module, const char *format, va_list arguments) {
  (void)tiff;
  (void)module;
  FVTIFF *file = data;
  if (!file->message[0]) vsnprintf(file->message, sizeof(file->message), format, arguments);
  return 1;
}

static tmsize_t read_bytes(thandle_t handle, void *target, tmsize_t wanted) {
  FVTIFF *file = handle;
  const unsigned char *bytes = file->source ? file->source : file->output;
  if (file->place >= file->size || wanted < 0) return 0;
  const size_t left = file->size - file->place, count = left < (size_t)wanted ? left : (size_t)wanted;
  memcpy(target, bytes + file->place, count);
  file->place += count;
  return (tmsize_t)count;
}

static bool reserve(FVTIFF *file, size_t size) {
  if (size <= file->capacity) return true;
  const size_t capacity = size + size / 2 + 4096;
  unsigned char *grown = realloc(file->output, capacity);
  if (!grown) return false;
  memset(grown + file->capacity, 0, capacity - file->capacity);
  file->output = grown;
  file->capacity = capacity;
  return true;
}

static tmsize_t write_bytes(thandle_t handle, void *bytes, tmsize_t count) {
  FVTIFF *file = handle;
  if (file->source || count < 0 || !reserve(file, file->place + (size_t)count)) return -1;
  memcpy(file->output + file->place, bytes, (size_t)count);
  file->place += (size_t)count;
  if (file->place > file->size) file->size = file->place;
  return count;
}

static toff_t seek(thandle_t handle, toff_t offset, int whence) {
  FVTIFF *file = handle;
  const toff_t start = whence == SEEK_CUR ? file->place : whence == SEEK_END ? file->size : 0;
  file->place = (size_t)(start + offset);
  return file->place;
}

static int end(thandle_t handle) {
  (void)handle;
  return 0;
}

static toff_t size_of(thandle_t handle) { return ((FVTIFF *)handle)->size; }

static FVTIFF *opened(FVTIFF *file, const char *mode, size_t memory) {
  TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
  if (options) {
    TIFFOpenOptionsSetErrorHandlerExtR(options, record, file);
    TIFFOpenOptionsSetWarningHandlerExtR(options, record, file);
    if (memory) TIFFOpenOptionsSetMaxSingleMemAlloc(options, (tmsize_t)memory);
    file->tiff = TIFFClientOpenExt(
      "image", mode, file, read_bytes, write_bytes, seek, end, size_of, NULL, NULL, options);
    TIFFOpenOptionsFree(options);
  }
  if (file->tiff) return file;
  free(file->output);
  free(file);
  return NULL;
}

FVTIFF *fv_tiff_open(const unsigned char *bytes, size_t count, size_t memory) {
  FVTIFF *file = calloc(1, sizeof(FVTIFF));
  if (!file) return NULL;
  file->source = bytes;
  file->size = count;
  // h: without reading a directory; m: without mapping; c: strips as they are.
  return opened(file, "rhmc", memory);
}

FVTIFF *fv_tiff_create(const char *mode) {
  FVTIFF *file = calloc(1, sizeof(FVTIFF));
  return file ? opened(file, mode, 0) : NULL;
}

void fv_tiff_close(FVTIFF *file) {
  // Without a page of which only a part was written.
  if (file->tiff) TIFFCleanup(file->tiff);
  free(file->output);
  free(file);
}

const char *fv_tiff_message(const FVTIFF *file) { return file->message[0] ? file->message : NULL; }

void fv_tiff_forget(FVTIFF *file) { file->message[0] = 0; }

bool fv_tiff_select(FVTIFF *file, uint64_t offset) { return TIFFSetSubDirectory(file->tiff, offset); }

uint32_t fv_tiff_block_count(FVTIFF *file) {
  return TIFFIsTiled(file->tiff) ? TIFFNumberOfTiles(file->tiff) : TIFFNumberOfStrips(file->tiff);
}

size_t fv_tiff_block_size(FVTIFF *file) {
  const tmsize_t size = TIFFIsTiled(file->tiff) ? TIFFTileSize(file->tiff) : TIFFStripSize(file->tiff);
  return size < 0 ? 0 : (size_t)size;
}

bool fv_tiff_read(FVTIFF *file, uint32_t block, unsigned char *target, size_t count) {
  fv_tiff_forget(file);
  const tmsize_t size = TIFFIsTiled(file->tiff)
    ? TIFFReadEncodedTile(file->tiff, block, target, (tmsize_t)count)
    : TIFFReadEncodedStrip(file->tiff, block, target, (tmsize_t)count);
  return size == (tmsize_t)count && !file->message[0];
}

bool fv_tiff_set_short(FVTIFF *file, uint32_t tag, uint16_t value) {
  return TIFFSetField(file->tiff, tag, (int)value);
}

bool fv_tiff_set_pair(FVTIFF *file, uint32_t tag, uint16_t first, uint16_t second) {
  return TIFFSetField(file->tiff, tag, (int)first, (int)second);
}

bool fv_tiff_set_long(FVTIFF *file, uint32_t tag, uint32_t value) { return TIFFSetField(file->tiff, tag, value); }

bool fv_tiff_set_real(FVTIFF *file, uint32_t tag, double value) { return TIFFSetField(file->tiff, tag, value); }

bool fv_tiff_set_reals(FVTIFF *file, uint32_t tag, const float *values) {
  return TIFFSetField(file->tiff, tag, values);
}

bool fv_tiff_set_shorts(FVTIFF *file, uint32_t tag, uint16_t count, const uint16_t *values) {
  return TIFFSetField(file->tiff, tag, (int)count, values);
}

bool fv_tiff_set_tables(
  FVTIFF *file, uint32_t tag, const uint16_t *first, const uint16_t *second, const uint16_t *third) {
  return TIFFSetField(file->tiff, tag, first, second, third);
}

bool fv_tiff_set_bytes(FVTIFF *file, uint32_t tag, uint32_t count, const void *bytes) {
  return TIFFSetField(file->tiff, tag, count, bytes);
}

bool fv_tiff_set_text(FVTIFF *file, uint32_t tag, const char *text) { return TIFFSetField(file->tiff, tag, text); }

bool fv_tiff_write(FVTIFF *file, uint32_t block, unsigned char *bytes, size_t count) {
  const tmsize_t size = TIFFIsTiled(file->tiff)
    ? TIFFWriteEncodedTile(file->tiff, block, bytes, (tmsize_t)count)
    : TIFFWriteEncodedStrip(file->tiff, block, bytes, (tmsize_t)count);
  return size == (tmsize_t)count;
}

bool fv_tiff_write_raw(FVTIFF *file, uint32_t block, unsigned char *bytes, size_t count) {
  const tmsize_t size = TIFFIsTiled(file->tiff)
    ? TIFFWriteRawTile(file->tiff, block, bytes, (tmsize_t)count)
    : TIFFWriteRawStrip(file->tiff, block, bytes, (tmsize_t)count);
  return size == (tmsize_t)count;
}

bool fv_tiff_end_page(FVTIFF *file) { return TIFFWriteDirectory(file->tiff); }

const unsigned char *fv_tiff_finish(FVTIFF *file, size_t *count) {
  *count = TIFFFlush(file->tiff) ? file->size : 0;
  return file->output;
}
