// What libjpeg tells about damaged data.
#ifndef FRAMEVEIL_CJPEG_DAMAGE_H
#define FRAMEVEIL_CJPEG_DAMAGE_H

#include <stdbool.h>
#include <stdio.h>

#include <jpeglib.h>
#include <jerror.h>

// Some warnings do not indicate lost data: extraneous bytes before a marker, which some cameras write, and
// unknown versions of JFIF and Adobe markers.
static inline bool fv_is_damage(j_common_ptr common, int level) {
  const int code = common->err->msg_code;
  return level < 0 && code != JWRN_EXTRANEOUS_DATA && code != JWRN_JFIF_MAJOR && code != JWRN_ADOBE_XFORM;
}

// A progressive image is refined by successive scans. libjpeg reports no error when the last ones are missing
// and the image is blurred; coef_bits, which is 0 for a complete coefficient, is the only indication.
static inline bool fv_lacks_scans(const struct jpeg_decompress_struct *cinfo) {
  if (!cinfo->progressive_mode) return false;
  for (int component = 0; component < cinfo->num_components; component++)
    for (int place = 0; place < DCTSIZE2; place++)
      if (cinfo->coef_bits[component][place] != 0) return true;
  return false;
}

#endif
