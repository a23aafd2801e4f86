// The OpenCV functions that Frameveil calls, as plain C.
//
// OpenCV's API is C++ with exceptions, and a C++ exception that reaches Swift terminates the process. Each
// function here calls one OpenCV function and catches all exceptions. The shim can be removed when Swift's
// C++ interoperability supports exceptions.
#ifndef FRAMEVEIL_COPENCV_H
#define FRAMEVEIL_COPENCV_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Caller-owned pixels: rows of `width` * `channels` values, `stride` bytes apart: integers of 1 or
// 2 bytes, or floats of 4 bytes.
typedef struct {
  void *data;
  int32_t width;
  int32_t height;
  size_t stride;
  int32_t channels;
  int32_t bytes_per_value;
} fv_image;

typedef enum {
  FV_LINEAR,  // cv::INTER_LINEAR
  FV_AREA,    // cv::INTER_AREA: each pixel is the mean of the source pixels it covers
} fv_interpolation;

// cv::getVersionString: the version at run time.
const char *fv_opencv_version(void);

// cv::resize to the size of `to`. Returns 0, or -1 with a message of at most 255 bytes.
int fv_resize(fv_image from, fv_image to, fv_interpolation interpolation, char message[256]);

// cv::GaussianBlur in place, with replicated borders. The sigmas are in pixels and greater than 0.
int fv_gaussian_blur(fv_image image, double sigma_x, double sigma_y, char message[256]);

#ifdef __cplusplus
}
#endif

#endif
