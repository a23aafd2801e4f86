// Points followed from one picture to another, as plain C. See COpenCV.h for why.
#ifndef FRAMEVEIL_OPTICAL_FLOW_H
#define FRAMEVEIL_OPTICAL_FLOW_H

#include "COpenCV.h"

#ifdef __cplusplus
extern "C" {
#endif

// The pyramid of a picture with one byte per pixel, with its gradients. It is a copy, and may be read from any
// thread.
typedef struct fv_pyramid fv_pyramid;

// cv::buildOpticalFlowPyramid with `levels` halvings, for search windows of up to `window` pixels. Returns NULL
// with a message of at most 255 bytes when it fails.
fv_pyramid *fv_pyramid_make(fv_image image, int window, int levels, char message[256]);

void fv_pyramid_free(fv_pyramid *pyramid);

// cv::calcOpticalFlowPyrLK from `count` points (x and y, in pixels) in the picture `from` to `found` in `to`,
// which holds where the search starts. `status` becomes 1 where a point was found. Returns 0, or -1 with a
// message.
int fv_follow_points(
    const fv_pyramid *from, const fv_pyramid *to, const float *points, float *found, uint8_t *status, int count,
    int window, int levels, char message[256]);

#ifdef __cplusplus
}
#endif

#endif
