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

// OpenCV uses one thread per call, since the pipeline's stages already run in parallel. Set before main:
// OpenCV recreates its thread pool when the number is set, which crashes a concurrent call.
[[maybe_unused]] static const bool uses_one_thread = (cv::setNumThreads(1), true);

int fv_resize(fv_image from, fv_image to, fv_interpolation interpolation, char message[256]) {
  return guarded(message, [&] {
    const int method = interpolation == FV_LINEAR ? cv::INTER_LINEAR : cv::INTER_AREA;
    cv::Mat target = wrap(to);
    cv::resize(wrap(from), target, target.size(), 0, 0, method);
    // cv::resize reallocates a target of another size or type; the result would be lost.
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
