// Reads, changes and writes the quantised DCT coefficients of a JPEG image, so that blocks that are not changed stay as
// they are (libjpeg.txt, "Really raw data: DCT coefficients").
#include "CJPEG.h"

#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <jerror.h>

struct FVJPEG {
  struct jpeg_decompress_struct cinfo;
  struct jpeg_error_mgr manager;
  jmp_buf end;
  bool damaged;
  jvirt_barray_ptr *arrays;
  char message[JMSG_LENGTH_MAX];
};

// cinfo and manager are members of FVJPEG, to which client_data points.
static void raise_error(j_common_ptr common) {
  FVJPEG *image = common->client_data;
  common->err->format_message(common, image->message);
  longjmp(image->end, 1);
}

// Some warnings do not indicate lost data: extraneous bytes before a marker, which some cameras write, and
// unknown versions of JFIF and Adobe markers.
static bool is_damage(j_common_ptr common, int level) {
  const int code = common->err->msg_code;
  return level < 0 && code != JWRN_EXTRANEOUS_DATA && code != JWRN_JFIF_MAJOR && code != JWRN_ADOBE_XFORM;
}

// A progressive image is refined by successive scans. libjpeg reports no error when the last ones are missing
// and the image is blurred; coef_bits, which is 0 for a complete coefficient, is the only indication.
static bool lacks_scans(const struct jpeg_decompress_struct *cinfo) {
  if (!cinfo->progressive_mode) return false;
  for (int component = 0; component < cinfo->num_components; component++)
    for (int place = 0; place < DCTSIZE2; place++)
      if (cinfo->coef_bits[component][place] != 0) return true;
  return false;
}

static void record_warning(j_common_ptr common, int level) {
  if (is_damage(common, level)) ((FVJPEG *)common->client_data)->damaged = true;
}

static void suppress_output(j_common_ptr common) { (void)common; }

static void set_errors(FVJPEG *image, j_common_ptr common) {
  common->err = jpeg_std_error(&image->manager);
  common->client_data = image;
  image->manager.error_exit = raise_error;
  image->manager.emit_message = record_warning;
  image->manager.output_message = suppress_output;
}

FVJPEG *fv_jpeg_open(const unsigned char *bytes, size_t count, long memory) {
  FVJPEG *image = calloc(1, sizeof(FVJPEG));
  if (!image) return NULL;
  set_errors(image, (j_common_ptr)&image->cinfo);
  if (setjmp(image->end)) return image;
  jpeg_create_decompress(&image->cinfo);
  image->cinfo.client_data = image;
  image->cinfo.mem->max_memory_to_use = memory;
  jpeg_mem_src(&image->cinfo, bytes, count);
  jpeg_read_header(&image->cinfo, TRUE);
  image->arrays = jpeg_read_coefficients(&image->cinfo);
  if (lacks_scans(&image->cinfo)) image->damaged = true;
  return image;
}

bool fv_jpeg_is_damaged(const FVJPEG *image) { return image->damaged; }

void fv_jpeg_close(FVJPEG *image) {
  jpeg_destroy_decompress(&image->cinfo);
  free(image);
}

const char *fv_jpeg_error(const FVJPEG *image) { return image->arrays && !image->message[0] ? NULL : image->message; }

FVJPEGModel fv_jpeg_model(const FVJPEG *image) {
  switch (image->cinfo.jpeg_color_space) {
    case JCS_GRAYSCALE: return FV_JPEG_GREY;
    case JCS_YCbCr: return FV_JPEG_YCBCR;
    case JCS_RGB: return FV_JPEG_RGB;
    case JCS_CMYK: case JCS_YCCK: return FV_JPEG_CMYK;
    default: return FV_JPEG_OTHER;
  }
}

FVJPEGComponent fv_jpeg_component(const FVJPEG *image, int index) {
  const jpeg_component_info *component = &image->cinfo.comp_info[index];
  return (FVJPEGComponent){
    .width = component->downsampled_width, .height = component->downsampled_height,
    .blocks_across = component->width_in_blocks, .blocks_down = component->height_in_blocks,
    .h = component->h_samp_factor, .v = component->v_samp_factor};
}

// basis[u][x] = C(u) / 2 * cos((2x + 1) u pi / 16), the orthonormal DCT (ITU-T T.81, section A.3.3).
static const float basis[8][8] = {
  {.35355339f, .35355339f, .35355339f, .35355339f, .35355339f, .35355339f, .35355339f, .35355339f},
  {.49039264f, .41573481f, .27778512f, .09754516f, -.09754516f, -.27778512f, -.41573481f, -.49039264f},
  {.46193977f, .19134172f, -.19134172f, -.46193977f, -.46193977f, -.19134172f, .19134172f, .46193977f},
  {.41573481f, -.09754516f, -.49039264f, -.27778512f, .27778512f, .49039264f, .09754516f, -.41573481f},
  {.35355339f, -.35355339f, -.35355339f, .35355339f, .35355339f, -.35355339f, -.35355339f, .35355339f},
  {.27778512f, -.49039264f, .09754516f, .41573481f, -.41573481f, -.09754516f, .49039264f, -.27778512f},
  {.19134172f, -.46193977f, .46193977f, -.19134172f, -.19134172f, .46193977f, -.46193977f, .19134172f},
  {.09754516f, -.27778512f, .41573481f, -.49039264f, .49039264f, -.41573481f, .27778512f, -.09754516f},
};

// The samples of a block. Most rows of coefficients are zero, and are left out.
static void inverse(const JCOEF *coefficients, const float *steps, unsigned char out[64]) {
  float half[8][8];
  int rows[8], count = 0;
  for (int v = 0; v < 8; v++) {
    const JCOEF *row = coefficients + 8 * v;
    uint64_t halves[2];
    memcpy(halves, row, sizeof(halves));
    if (!(halves[0] | halves[1])) continue;
    float *sums = half[count];
    for (int x = 0; x < 8; x++) sums[x] = 0;
    for (int u = 0; u < 8; u++) {
      if (!row[u]) continue;
      const float scaled = row[u] * steps[8 * v + u];
      for (int x = 0; x < 8; x++) sums[x] += scaled * basis[u][x];
    }
    rows[count++] = v;
  }
  for (int y = 0; y < 8; y++) {
    float sums[8];
    for (int x = 0; x < 8; x++) sums[x] = 128.5f;
    for (int index = 0; index < count; index++) {
      const float weight = basis[rows[index]][y];
      for (int x = 0; x < 8; x++) sums[x] += weight * half[index][x];
    }
    for (int x = 0; x < 8; x++) {
      const int value = (int)sums[x];
      out[8 * y + x] = (unsigned char)(sums[x] < 0 ? 0 : value > 255 ? 255 : value);
    }
  }
}

static void forward(const unsigned char pixels[64], const float *steps, JCOEF *coefficients) {
  float half[8][8];
  for (int y = 0; y < 8; y++)
    for (int u = 0; u < 8; u++) {
      float sum = 0;
      for (int x = 0; x < 8; x++) sum += ((float)pixels[8 * y + x] - 128) * basis[u][x];
      half[y][u] = sum;
    }
  for (int v = 0; v < 8; v++)
    for (int u = 0; u < 8; u++) {
      float sum = 0;
      for (int y = 0; y < 8; y++) sum += half[y][u] * basis[v][y];
      const float level = sum / steps[8 * v + u];
      const int rounded = (int)(level < 0 ? level - .5f : level + .5f);
      // Baseline codes have at most 10 bits for a coefficient other than the first, which has 11 for a difference.
      coefficients[8 * v + u] = (JCOEF)(rounded < -1023 ? -1023 : rounded > 1023 ? 1023 : rounded);
    }
}

// The quantisation steps of a component in the order of its rows.
static bool quantisation(const FVJPEG *image, int component, float steps[64]) {
  const JQUANT_TBL *table = image->cinfo.comp_info[component].quant_table;
  if (!table) return false;
  for (int place = 0; place < DCTSIZE2; place++) steps[place] = table->quantval[place];
  return true;
}

static JBLOCKROW row_of(FVJPEG *image, int component, unsigned row, bool writes) {
  return image->cinfo.mem->access_virt_barray(
    (j_common_ptr)&image->cinfo, image->arrays[component], row, 1, writes)[0];
}

static unsigned least(unsigned a, unsigned b) { return a < b ? a : b; }

bool fv_jpeg_read_blocks(
  FVJPEG *image, int component, unsigned char *plane, size_t stride, FVJPEGBlocks part) {
  float steps[64];
  if (!quantisation(image, component, steps) || setjmp(image->end)) return false;
  const FVJPEGComponent size = fv_jpeg_component(image, component);
  const unsigned end_row = least(size.blocks_down, part.end_row), end = least(size.blocks_across, part.end_column);
  for (unsigned row = part.row; row < end_row; row++) {
    const JBLOCKROW blocks = row_of(image, component, row, false);
    for (unsigned column = part.column; column < end; column++) {
      unsigned char pixels[64];
      inverse(blocks[column], steps, pixels);
      for (int y = 0; y < 8; y++)
        memcpy(plane + stride * (8 * (size_t)row + y) + 8 * (size_t)column, pixels + 8 * y, 8);
    }
  }
  return true;
}

bool fv_jpeg_is_equal(FVJPEG *image, FVJPEG *other, int component) {
  const FVJPEGComponent size = fv_jpeg_component(image, component), same = fv_jpeg_component(other, component);
  const JQUANT_TBL *steps = image->cinfo.comp_info[component].quant_table;
  const JQUANT_TBL *others = other->cinfo.comp_info[component].quant_table;
  if (memcmp(&size, &same, sizeof(size)) != 0 || !steps || !others) return false;
  if (memcmp(steps->quantval, others->quantval, sizeof(steps->quantval)) != 0) return false;
  if (setjmp(image->end) || setjmp(other->end)) return false;
  for (unsigned row = 0; row < size.blocks_down; row++) {
    const JBLOCKROW blocks = row_of(image, component, row, false), expected = row_of(other, component, row, false);
    if (memcmp(blocks, expected, size.blocks_across * sizeof(JBLOCK)) != 0) return false;
  }
  return true;
}

// A block whose samples beyond the image repeat those at its edge: what was there before shows what is hidden now.
static void padded(const unsigned char *corner, size_t stride, unsigned across, unsigned down, unsigned char out[64]) {
  for (unsigned y = 0; y < 8; y++)
    for (unsigned x = 0; x < 8; x++) out[8 * y + x] = corner[stride * least(y, down - 1) + least(x, across - 1)];
}

bool fv_jpeg_write_blocks(
  FVJPEG *image, int component, const unsigned char *plane, size_t stride, FVJPEGBlocks part) {
  float steps[64];
  if (!quantisation(image, component, steps) || setjmp(image->end)) return false;
  const FVJPEGComponent size = fv_jpeg_component(image, component);
  const unsigned end_row = least(size.blocks_down, part.end_row), end = least(size.blocks_across, part.end_column);
  for (unsigned row = part.row; row < end_row; row++) {
    const JBLOCKROW blocks = row_of(image, component, row, true);
    for (unsigned column = part.column; column < end; column++) {
      const unsigned char *corner = plane + stride * 8 * (size_t)row + 8 * (size_t)column;
      const unsigned across = least(8, size.width - 8 * column), down = least(8, size.height - 8 * row);
      unsigned char pixels[64];
      inverse(blocks[column], steps, pixels);
      bool same = true;
      for (unsigned y = 0; y < down && same; y++) same = memcmp(corner + stride * y, pixels + 8 * y, across) == 0;
      if (same) continue;
      padded(corner, stride, across, down, pixels);
      forward(pixels, steps, blocks[column]);
    }
  }
  return true;
}

// Whether a table has a code for each of the symbols that blocks of 8 bits can need.
static bool is_complete(const JHUFF_TBL *table, bool is_dc) {
  bool found[256] = {false};
  int count = 0;
  if (!table) return false;
  for (int length = 1; length <= 16; length++) count += table->bits[length];
  for (int index = 0; index < count && index < 256; index++) found[table->huffval[index]] = true;
  if (is_dc) {
    for (int size = 0; size <= 11; size++) if (!found[size]) return false;
    return true;
  }
  for (int run = 0; run < 16; run++)
    for (int size = 1; size <= 10; size++) if (!found[16 * run + size]) return false;
  return found[0x00] && found[0xF0];
}

// Takes over the source's Huffman tables, which saves a pass over all coefficients. False if one may lack a code; libjpeg
// would write a wrong one.
static bool copy_huffman_tables(const FVJPEG *image, struct jpeg_compress_struct *output) {
  const struct jpeg_decompress_struct *source = &image->cinfo;
  for (int index = 0; index < source->num_components; index++) {
    const jpeg_component_info *component = &source->comp_info[index];
    if (!is_complete(source->dc_huff_tbl_ptrs[component->dc_tbl_no], true)) return false;
    if (!is_complete(source->ac_huff_tbl_ptrs[component->ac_tbl_no], false)) return false;
  }
  for (int number = 0; number < NUM_HUFF_TBLS; number++) {
    const JHUFF_TBL *const tables[] = {source->dc_huff_tbl_ptrs[number], source->ac_huff_tbl_ptrs[number]};
    JHUFF_TBL **const copies[] = {&output->dc_huff_tbl_ptrs[number], &output->ac_huff_tbl_ptrs[number]};
    for (int kind = 0; kind < 2; kind++) {
      if (!tables[kind]) continue;
      if (!*copies[kind]) *copies[kind] = jpeg_alloc_huff_table((j_common_ptr)output);
      memcpy((*copies[kind])->bits, tables[kind]->bits, sizeof(tables[kind]->bits));
      memcpy((*copies[kind])->huffval, tables[kind]->huffval, sizeof(tables[kind]->huffval));
      (*copies[kind])->sent_table = FALSE;
    }
  }
  for (int index = 0; index < source->num_components; index++) {
    output->comp_info[index].dc_tbl_no = source->comp_info[index].dc_tbl_no;
    output->comp_info[index].ac_tbl_no = source->comp_info[index].ac_tbl_no;
  }
  return true;
}

bool fv_jpeg_write(
  FVJPEG *image, const FVJPEGScan *scans, int scan_count, int restart_rows, unsigned char **bytes,
  unsigned long *count) {
  struct jpeg_compress_struct output;
  struct jpeg_error_mgr manager;
  *bytes = NULL;
  *count = 0;
  jpeg_scan_info *volatile script = calloc((size_t)(scan_count ? scan_count : 1), sizeof(jpeg_scan_info));
  memset(&output, 0, sizeof(output));
  output.err = jpeg_std_error(&manager);
  manager.error_exit = raise_error;
  manager.output_message = suppress_output;
  if (!script || setjmp(image->end)) {
    output.client_data = image;
    jpeg_destroy_compress(&output);
    free(script);
    free(*bytes);
    *bytes = NULL;
    return false;
  }
  output.client_data = image;
  jpeg_create_compress(&output);
  output.client_data = image;
  jpeg_mem_dest(&output, bytes, count);
  jpeg_copy_critical_parameters(&image->cinfo, &output);
  output.arith_code = image->cinfo.arith_code;
  // Several scans may have defined their tables one after another.
  const bool is_single = scan_count == 1 && !image->cinfo.progressive_mode && !output.arith_code;
  output.optimize_coding = !output.arith_code && !(is_single && copy_huffman_tables(image, &output));
  output.restart_interval = image->cinfo.restart_interval;
  output.restart_in_rows = restart_rows;
  // The caller writes the application segments of the source.
  output.write_JFIF_header = output.write_Adobe_marker = FALSE;
  for (int scan = 0; scan < scan_count; scan++) {
    script[scan].comps_in_scan = scans[scan].count;
    for (int index = 0; index < scans[scan].count; index++)
      script[scan].component_index[index] = scans[scan].components[index];
    script[scan].Ss = scans[scan].first;
    script[scan].Se = scans[scan].last;
    script[scan].Ah = scans[scan].high;
    script[scan].Al = scans[scan].low;
  }
  if (scan_count) {
    output.scan_info = script;
    output.num_scans = scan_count;
  }
  jpeg_write_coefficients(&output, image->arrays);
  jpeg_finish_compress(&output);
  jpeg_destroy_compress(&output);
  free(script);
  return true;
}
