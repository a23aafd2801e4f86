#include "CPNG.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  const unsigned char *bytes;
  size_t left;
} Source;

typedef struct {
  unsigned char *bytes;
  size_t count, room;
} Sink;

static void raise_error(png_structp png, png_const_charp message) {
  (void)message;
  png_longjmp(png, 1);
}

static void ignore_warning(png_structp png, png_const_charp message) { (void)png, (void)message; }

static void read_bytes(png_structp png, png_bytep target, size_t count) {
  Source *source = png_get_io_ptr(png);
  if (count > source->left) png_error(png, "end of file");
  memcpy(target, source->bytes, count);
  source->bytes += count;
  source->left -= count;
}

static void write_bytes(png_structp png, png_bytep bytes, size_t count) {
  Sink *sink = png_get_io_ptr(png);
  if (count > sink->room - sink->count) {
    const size_t room = 2 * sink->room + count + 4096;
    unsigned char *grown = realloc(sink->bytes, room);
    if (!grown) png_error(png, "no memory");
    sink->bytes = grown;
    sink->room = room;
  }
  memcpy(sink->bytes + sink->count, bytes, count);
  sink->count += count;
}

static void flush_nothing(png_structp png) { (void)png; }

// One sample in a byte, or two bytes in the order of this machine.
static void set_layout(png_structp png, int depth) {
  if (depth < 8) png_set_packing(png);
  if (depth == 16 && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__) png_set_swap(png);
}

static size_t stride_of(FVPNGHeader header) {
  const int channels = header.colour_type & PNG_COLOR_MASK_PALETTE ? 1
    : (header.colour_type & PNG_COLOR_MASK_COLOR ? 3 : 1) + (header.colour_type & PNG_COLOR_MASK_ALPHA ? 1 : 0);
  return (size_t)header.width * (size_t)channels * (header.depth == 16 ? 2 : 1);
}

static png_bytepp rows_of(FVPNGHeader header, unsigned char *samples) {
  png_bytepp rows = malloc(header.height * sizeof(png_bytep));
  if (rows)
    for (uint32_t row = 0; row < header.height; row++) rows[row] = samples + row * stride_of(header);
  return rows;
}

static bool has_header(png_structp png, png_infop info, FVPNGHeader header) {
  return png_get_image_width(png, info) == header.width && png_get_image_height(png, info) == header.height
    && png_get_bit_depth(png, info) == header.depth && png_get_color_type(png, info) == header.colour_type;
}

bool fv_png_read(const unsigned char *bytes, size_t count, FVPNGHeader header, unsigned char *samples) {
  Source source = {bytes, count};
  png_infop info = NULL;
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, raise_error, ignore_warning);
  png_bytepp rows = rows_of(header, samples);
  bool volatile whole = false;
  if (png && rows && (info = png_create_info_struct(png)) && !setjmp(png_jmpbuf(png))) {
    png_set_read_fn(png, &source, read_bytes);
    png_read_info(png, info);
    if (has_header(png, info, header)) {
      set_layout(png, header.depth);
      png_set_interlace_handling(png);
      png_read_update_info(png, info);
      if (png_get_rowbytes(png, info) == stride_of(header)) {
        png_read_image(png, rows);
        whole = true;
      }
    }
  }
  png_destroy_read_struct(&png, &info, NULL);
  free(rows);
  return whole;
}

// libpng requires a palette for its colour type.
static void set_palette(png_structp png, png_infop info, int depth) {
  png_color palette[256];
  for (int entry = 0; entry < 256; entry++)
    palette[entry].red = palette[entry].green = palette[entry].blue = (png_byte)entry;
  png_set_PLTE(png, info, palette, 1 << depth);
}

bool fv_png_write(FVPNGHeader header, const unsigned char *samples, unsigned char **bytes, size_t *count) {
  Sink sink = {NULL, 0, 0};
  png_infop info = NULL;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, raise_error, ignore_warning);
  // libpng does not write to the rows, but its declaration says so.
  png_bytepp rows = rows_of(header, (unsigned char *)samples);
  bool volatile whole = false;
  if (png && rows && (info = png_create_info_struct(png)) && !setjmp(png_jmpbuf(png))) {
    png_set_write_fn(png, &sink, write_bytes, flush_nothing);
    png_set_IHDR(
      png, info, header.width, header.height, header.depth, header.colour_type,
      header.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
      PNG_FILTER_TYPE_DEFAULT);
    if (header.colour_type == PNG_COLOR_TYPE_PALETTE) set_palette(png, info, header.depth);
    png_write_info(png, info);
    set_layout(png, header.depth);
    png_write_image(png, rows);
    png_write_end(png, NULL);
    whole = true;
  }
  png_destroy_write_struct(&png, &info);
  free(rows);
  if (!whole) {
    free(sink.bytes);
    return false;
  }
  *bytes = sink.bytes;
  *count = sink.count;
  return true;
}
