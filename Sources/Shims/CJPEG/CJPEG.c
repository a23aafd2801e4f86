#include "CJPEG.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include "damage.h"

typedef struct {
  struct jpeg_error_mgr manager;
  jmp_buf end;
  bool damaged;
} Examination;

static void raise_error(j_common_ptr common) { longjmp(((Examination *)common->err)->end, 1); }

static void record_warning(j_common_ptr common, int level) {
  if (fv_is_damage(common, level)) ((Examination *)common->err)->damaged = true;
}

static void suppress_output(j_common_ptr common) { (void)common; }

FVJPEGState fv_jpeg_examine(const unsigned char *bytes, size_t count, long memory) {
  struct jpeg_decompress_struct cinfo;
  Examination examination = {.damaged = false};
  // volatile: modified between setjmp and longjmp.
  JSAMPROW volatile row = NULL;
  cinfo.err = jpeg_std_error(&examination.manager);
  examination.manager.error_exit = raise_error;
  examination.manager.emit_message = record_warning;
  examination.manager.output_message = suppress_output;
  if (setjmp(examination.end)) {
    jpeg_destroy_decompress(&cinfo);
    free(row);
    return FV_JPEG_REFUSED;
  }
  jpeg_create_decompress(&cinfo);
  cinfo.mem->max_memory_to_use = memory;
  jpeg_mem_src(&cinfo, bytes, count);
  jpeg_read_header(&cinfo, TRUE);
  cinfo.scale_num = 1;
  cinfo.scale_denom = 8;
  cinfo.out_color_space = cinfo.jpeg_color_space;
  cinfo.do_fancy_upsampling = FALSE;
  cinfo.do_block_smoothing = FALSE;
  jpeg_start_decompress(&cinfo);
  row = malloc((size_t)cinfo.output_width * cinfo.output_components);
  JSAMPROW one = row;
  while (one && cinfo.output_scanline < cinfo.output_height) jpeg_read_scanlines(&cinfo, &one, 1);
  if (fv_lacks_scans(&cinfo)) examination.damaged = true;
  if (one) jpeg_finish_decompress(&cinfo);
  jpeg_destroy_decompress(&cinfo);
  free(row);
  return examination.damaged || !one ? FV_JPEG_DAMAGED : FV_JPEG_WHOLE;
}

bool fv_jpeg_encode(
  const unsigned char *planes, unsigned width, unsigned height, int quality, unsigned char **bytes,
  unsigned long *count) {
  struct jpeg_compress_struct cinfo;
  Examination examination = {.damaged = false};
  // volatile: modified between setjmp and longjmp.
  JSAMPROW volatile row = NULL;
  *bytes = NULL;
  *count = 0;
  cinfo.err = jpeg_std_error(&examination.manager);
  examination.manager.error_exit = raise_error;
  examination.manager.output_message = suppress_output;
  if (setjmp(examination.end)) {
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
