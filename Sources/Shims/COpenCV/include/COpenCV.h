// The few OpenCV functions that Frameveil calls, as plain C.
//
// OpenCV's interface is C++ that throws, and a C++ exception that crosses into Swift ends the process. Each
// function here makes the call, catches everything, and decides nothing. It can go when Swift's C++
// interoperability carries exceptions.
#ifndef FRAMEVEIL_COPENCV_H
#define FRAMEVEIL_COPENCV_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Pixels that somebody else owns: rows of `width` * `channels` values of 1 or 2 bytes, `stride` bytes apart.
typedef struct {
  void *data;
  int32_t width;
  int32_t height;
  size_t stride;
  int32_t channels;
  int32_t bytes_per_value;
} fv_image;

typedef enum {
  FV_NEAREST,  // cv::INTER_NEAREST
  FV_LINEAR,   // cv::INTER_LINEAR
  FV_AREA,     // cv::INTER_AREA: each pixel is the mean of those it replaces
} fv_interpolation;

// cv::getVersionString: the version that runs.
const char *fv_opencv_version(void);

// cv::resize into memory of the wanted size. Returns 0, or -1 with a message of at most 255 bytes.
int fv_resize(fv_image from, fv_image to, fv_interpolation interpolation, char message[256]);

// cv::GaussianBlur in place, borders replicated. `sigma` is in pixels, greater than 0.
int fv_gaussian_blur(fv_image image, double sigma_x, double sigma_y, char message[256]);

#ifdef __cplusplus
}
#endif

#endif
