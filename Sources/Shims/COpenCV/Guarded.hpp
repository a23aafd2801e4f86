// Helpers that the shims share: cv::Mat headers over caller-owned pixels, and conversion of exceptions to
// messages.
#ifndef FRAMEVEIL_GUARDED_HPP
#define FRAMEVEIL_GUARDED_HPP

#include "COpenCV.h"

#include <cstdio>
#include <exception>
#include <opencv2/core.hpp>

namespace frameveil {

inline cv::Mat wrap(const fv_image &image) {
  const int depth = image.bytes_per_value == 4   ? CV_32F
                    : image.bytes_per_value == 2 ? CV_16U
                                                 : CV_8U;
  return cv::Mat(image.height, image.width, CV_MAKETYPE(depth, image.channels), image.data, image.stride);
}

template <typename Call>
int guarded(char *message, Call call) {
  try {
    call();
    return 0;
  } catch (const std::exception &error) {
    std::snprintf(message, 256, "%s", error.what());
  } catch (...) {
    std::snprintf(message, 256, "unknown C++ exception");
  }
  return -1;
}

}  // namespace frameveil

#endif
