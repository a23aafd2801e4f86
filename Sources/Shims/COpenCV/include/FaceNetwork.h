// The functions of OpenCV's DNN module that Frameveil calls, as plain C. COpenCV.h states why.
#ifndef FRAMEVEIL_FACE_NETWORK_H
#define FRAMEVEIL_FACE_NETWORK_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// A cv::dnn::Net and the outputs of its last run.
typedef struct fv_net fv_net;

// A contiguous four-dimensional output; valid until the net runs again or is freed.
typedef struct {
  const float *values;
  int32_t dimensions[4];
} fv_tensor;

// cv::dnn::readNetFromONNX, with OpenCV's own backend on the CPU. Sets *net and returns 0, or returns -1 with
// a message of at most 255 bytes.
int fv_net_read_onnx(const void *bytes, size_t count, fv_net **net, char message[256]);

void fv_net_free(fv_net *net);

// Net::setInput with `channels` planes of height * width bytes, converted to the floats
// scale * byte + offset, and Net::forward for `count` (at most 8) named outputs. Returns 0, or -1 with a message.
int fv_net_run(
    fv_net *net, const uint8_t *planes, int32_t channels, int32_t height, int32_t width, float scale, float offset,
    const char *const *names, int32_t count, fv_tensor *results, char message[256]);

#ifdef __cplusplus
}
#endif

#endif
