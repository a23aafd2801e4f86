#include "CJPEG.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>
#include <jerror.h>

typedef struct {
  struct jpeg_error_mgr manager;
  jmp_buf end;
  bool damaged;
} Examination;

static void leave(j_common_ptr common) { longjmp(((Examination *)common->err)->end, 1); }

// Some warnings do not indicate lost data: extraneous bytes before a marker, which some cameras write, and
// unknown versions of JFIF and Adobe markers.
static void note(j_common_ptr common, int level) {
  int code = common->err->msg_code;
  if (level < 0 && code != JWRN_EXTRANEOUS_DATA && code != JWRN_JFIF_MAJOR && code != JWRN_ADOBE_XFORM)
    ((Examination *)common->err)->damaged = true;
}

// A progressive image is refined by successive scans. libjpeg reports no error when the last ones are missing
// and the image is blurred; coef_bits, which is 0 for a complete coefficient, is the only indication.
static bool lacks_scans(const struct jpeg_decompress_struct *picture) {
  if (!picture->progressive_mode) return false;
  for (int component = 0; component < picture->num_components; component++)
    for (int place = 0; place < DCTSIZE2; place++)
      if (picture->coef_bits[component][place] != 0) return true;
  return false;
}

static void suppress_output(j_common_ptr common) { (void)common; }

FVJPEGState fv_jpeg_examine(const unsigned char *bytes, size_t count, long memory) {
  struct jpeg_decompress_struct picture;
  Examination examination = {.damaged = false};
  // volatile: modified between setjmp and longjmp.
  JSAMPROW volatile row = NULL;
  picture.err = jpeg_std_error(&examination.manager);
  examination.manager.error_exit = leave;
  examination.manager.emit_message = note;
  examination.manager.output_message = suppress_output;
  if (setjmp(examination.end)) {
    jpeg_destroy_decompress(&picture);
    free(row);
    return FV_JPEG_REFUSED;
  }
  jpeg_create_decompress(&picture);
  picture.mem->max_memory_to_use = memory;
  jpeg_mem_src(&picture, bytes, count);
  jpeg_read_header(&picture, TRUE);
  picture.scale_num = 1;
  picture.scale_denom = 8;
  picture.out_color_space = picture.jpeg_color_space;
  picture.do_fancy_upsampling = FALSE;
  picture.do_block_smoothing = FALSE;
  jpeg_start_decompress(&picture);
  row = malloc((size_t)picture.output_width * picture.output_components);
  JSAMPROW one = row;
  while (one && picture.output_scanline < picture.output_height) jpeg_read_scanlines(&picture, &one, 1);
  if (lacks_scans(&picture)) examination.damaged = true;
  if (one) jpeg_finish_decompress(&picture);
  jpeg_destroy_decompress(&picture);
  free(row);
  return examination.damaged || !one ? FV_JPEG_DAMAGED : FV_JPEG_WHOLE;
}
