// Sparse optical flow (Lucas-Kanade) as plain C. COpenCV.h states why.
#ifndef FRAMEVEIL_OPTICAL_FLOW_H
#define FRAMEVEIL_OPTICAL_FLOW_H

#include "COpenCV.h"

#ifdef __cplusplus
extern "C" {
#endif

// The image pyramid of an 8-bit single-channel image, with its gradients. It owns a copy of the pixels, and
// may be read from any thread.
typedef struct fv_pyramid fv_pyramid;

// cv::buildOpticalFlowPyramid with `levels` as its maxLevel, for search windows of up to `window` pixels.
// Returns NULL with a message of at most 255 bytes when it fails.
fv_pyramid *fv_pyramid_make(fv_image image, int window, int levels, char message[256]);

void fv_pyramid_free(fv_pyramid *pyramid);

// cv::calcOpticalFlowPyrLK from `count` points (x and y, in pixels) in `from` to `found` in `to`. On entry
// `found` has the initial estimates. `status` becomes 1 where a point was found. Returns 0, or -1 with a
// message.
int fv_follow_points(
    const fv_pyramid *from, const fv_pyramid *to, const float *points, float *found, uint8_t *status, int count,
    int window, int levels, char message[256]);

#ifdef __cplusplus
}
#endif

#endif
