#include "CLibfacedetection.h"

#include <cstdio>
#include <dlfcn.h>
#include <exception>

int fv_facedetection_open(
    const char *path, const char *openmp, fv_facedetection *functions, char message[256]) {
  // The library asks for its OpenMP by name, which the loader then finds among what is loaded.
  void *library = !openmp || dlopen(openmp, RTLD_NOW | RTLD_LOCAL) ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : nullptr;
  if (!library) {
    snprintf(message, 256, "%s", dlerror());
    return -1;
  }
  // facedetect_cnn(unsigned char *, unsigned char *, int, int, int)
  const char *name = "_Z14facedetect_cnnPhS_iii";
  functions->detect = reinterpret_cast<decltype(functions->detect)>(dlsym(library, name));
  if (!functions->detect) {
    snprintf(message, 256, "%s has no function %s", path, name);
    return -1;
  }
  // Also searches what the library depends on.
  functions->set_thread_count =
      reinterpret_cast<decltype(functions->set_thread_count)>(dlsym(library, "omp_set_num_threads"));
  return 0;
}

int fv_facedetection_run(
    const fv_facedetection *functions, unsigned char *buffer, unsigned char *bgr, int width, int height, int step,
    char message[256]) {
  try {
    if (functions->set_thread_count) functions->set_thread_count(1);
    if (functions->detect(buffer, bgr, width, height, step)) return 0;
    snprintf(message, 256, "no result");
  } catch (const std::exception &error) {
    snprintf(message, 256, "%s", error.what());
  } catch (...) {
    snprintf(message, 256, "unknown exception");
  }
  return -1;
}

int fv_facedetection_is_supported(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
  return 1;
#endif
}
