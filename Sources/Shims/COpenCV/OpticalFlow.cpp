#include "OpticalFlow.h"

#include "Guarded.hpp"

#include <memory>
#include <opencv2/video/tracking.hpp>
#include <vector>

using frameveil::guarded;
using frameveil::wrap;

struct fv_pyramid {
  std::vector<cv::Mat> levels;
};

fv_pyramid *fv_pyramid_make(fv_image image, int window, int levels, char message[256]) {
  fv_pyramid *result = nullptr;
  guarded(message, [&] {
    auto pyramid = std::make_unique<fv_pyramid>();
    cv::buildOpticalFlowPyramid(
        wrap(image), pyramid->levels, cv::Size(window, window), levels, true, cv::BORDER_REFLECT_101,
        cv::BORDER_CONSTANT, false);
    result = pyramid.release();
  });
  return result;
}

void fv_pyramid_free(fv_pyramid *pyramid) { delete pyramid; }

int fv_follow_points(
    const fv_pyramid *from, const fv_pyramid *to, const float *points, float *found, uint8_t *status, int count,
    int window, int levels, char message[256]) {
  return guarded(message, [&] {
    const cv::Mat start(1, count, CV_32FC2, const_cast<float *>(points));
    cv::Mat end(1, count, CV_32FC2, found);
    cv::Mat seen(1, count, CV_8U, status);
    const cv::TermCriteria enough(cv::TermCriteria::COUNT + cv::TermCriteria::EPS, 8, 0.03);
    cv::calcOpticalFlowPyrLK(
        from->levels, to->levels, start, end, seen, cv::noArray(), cv::Size(window, window), levels, enough,
        cv::OPTFLOW_USE_INITIAL_FLOW, 1e-4);
    // OpenCV reallocates outputs of another size or type; the results would be lost.
    CV_Assert(end.data == reinterpret_cast<uchar *>(found) && seen.data == status);
  });
}
