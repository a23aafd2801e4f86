#include "COpenCV.h"

#include "Guarded.hpp"

#include <opencv2/imgproc.hpp>
#include <string>

using frameveil::guarded;
using frameveil::wrap;

const char *fv_opencv_version(void) {
  static const std::string version = cv::getVersionString();
  return version.c_str();
}

void fv_use_one_thread(void) { cv::setNumThreads(1); }

int fv_resize(fv_image from, fv_image to, fv_interpolation interpolation, char message[256]) {
  return guarded(message, [&] {
    const int method = interpolation == FV_NEAREST  ? cv::INTER_NEAREST
                       : interpolation == FV_LINEAR ? cv::INTER_LINEAR
                                                    : cv::INTER_AREA;
    cv::Mat target = wrap(to);
    cv::resize(wrap(from), target, target.size(), 0, 0, method);
    // A target of another size or type would have been allocated anew and the result lost.
    CV_Assert(target.data == to.data);
  });
}

int fv_gaussian_blur(fv_image image, double sigma_x, double sigma_y, char message[256]) {
  return guarded(message, [&] {
    cv::Mat pixels = wrap(image);
    cv::GaussianBlur(pixels, pixels, cv::Size(), sigma_x, sigma_y, cv::BORDER_REPLICATE);
    CV_Assert(pixels.data == image.data);
  });
}
