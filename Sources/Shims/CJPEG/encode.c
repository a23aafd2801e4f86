#include "CJPEG.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

typedef struct {
  struct jpeg_error_mgr manager;
  jmp_buf end;
} Failure;

static void raise_error(j_common_ptr common) { longjmp(((Failure *)common->err)->end, 1); }

static void suppress_output(j_common_ptr common) { (void)common; }

bool fv_jpeg_encode(
  const unsigned char *planes, unsigned width, unsigned height, int quality, unsigned char **bytes,
  unsigned long *count) {
  struct jpeg_compress_struct cinfo;
  Failure failure;
  // volatile: modified between setjmp and longjmp.
  JSAMPROW volatile row = NULL;
  *bytes = NULL;
  *count = 0;
  cinfo.err = jpeg_std_error(&failure.manager);
  failure.manager.error_exit = raise_error;
  failure.manager.output_message = suppress_output;
  if (setjmp(failure.end)) {
    jpeg_destroy_compress(&cinfo);
    free(row);
    free(*bytes);
    *bytes = NULL;
    return false;
  }
  jpeg_create_compress(&cinfo);
  jpeg_mem_dest(&cinfo, bytes, count);
  cinfo.image_width = width;
  cinfo.image_height = height;
  cinfo.input_components = 3;
  cinfo.in_color_space = JCS_YCbCr;
  jpeg_set_defaults(&cinfo);
  jpeg_set_quality(&cinfo, quality, TRUE);
  for (int component = 0; component < 3; component++)
    cinfo.comp_info[component].h_samp_factor = cinfo.comp_info[component].v_samp_factor = 1;
  jpeg_start_compress(&cinfo, TRUE);
  row = malloc((size_t)width * 3);
  if (!row) raise_error((j_common_ptr)&cinfo);
  const size_t plane = (size_t)width * height;
  while (cinfo.next_scanline < height) {
    JSAMPROW line = row;
    for (size_t x = 0; x < width; x++)
      for (int component = 0; component < 3; component++)
        line[3 * x + component] = planes[component * plane + (size_t)cinfo.next_scanline * width + x];
    jpeg_write_scanlines(&cinfo, &line, 1);
  }
  jpeg_finish_compress(&cinfo);
  jpeg_destroy_compress(&cinfo);
  free(row);
  return true;
}
