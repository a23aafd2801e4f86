#include "FaceNetwork.h"

#include "Guarded.hpp"

#include <opencv2/dnn.hpp>

struct fv_net {
  cv::dnn::Net net;
  std::vector<cv::Mat> results;
};

using frameveil::guarded;

int fv_net_read_onnx(const void *bytes, size_t count, fv_net **net, char message[256]) {
  return guarded(message, [&] {
    auto loaded = cv::dnn::readNetFromONNX(static_cast<const char *>(bytes), count);
    loaded.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
    loaded.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
    *net = new fv_net{loaded, {}};
  });
}

void fv_net_free(fv_net *net) { delete net; }

int fv_net_run(
    fv_net *net, const uint8_t *planes, int32_t channels, int32_t height, int32_t width, float scale, float offset,
    const char *const *names, int32_t count, fv_tensor *results, char message[256]) {
  return guarded(message, [&] {
    const int shape[] = {1, channels, height, width};
    cv::Mat input;
    cv::Mat(4, shape, CV_8U, const_cast<uint8_t *>(planes)).convertTo(input, CV_32F, scale, offset);
    net->net.setInput(input);
    net->net.forward(net->results, std::vector<cv::String>(names, names + count));
    for (int32_t index = 0; index < count; index++) {
      const cv::Mat &result = net->results.at(index);
      CV_Assert(result.dims == 4 && result.type() == CV_32F && result.isContinuous());
      results[index].values = result.ptr<float>();
      for (int axis = 0; axis < 4; axis++) results[index].dimensions[axis] = result.size[axis];
    }
  });
}
