// libfacedetection, found at run time, as plain C.
//
// The program must start where the library is not installed, so nothing links to it. Its one function is C++: it throws
// where memory is short, and a C++ exception that reaches Swift terminates the process.
#ifndef FRAMEVEIL_CLIBFACEDETECTION_H
#define FRAMEVEIL_CLIBFACEDETECTION_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  // facedetect_cnn of facedetectcnn.h: `bgr` has `height` rows of `step` bytes. Writes into `buffer`, of
  // `FV_FACEDETECTION_BUFFER` bytes: an int, the number of faces, then 16 shorts for each: score of 100; left, top, width
  // and height of the box; x and y of five landmarks; one unused.
  int *(*detect)(unsigned char *buffer, unsigned char *bgr, int width, int height, int step);
  // omp_set_num_threads of the library's OpenMP, which holds for the calling thread only. Null if it uses none.
  void (*set_thread_count)(int count);
} fv_facedetection;

enum { FV_FACEDETECTION_BUFFER = 0x9000, FV_FACEDETECTION_SHORTS = 16 };

// dlopen of `openmp` (null: the system's, if any is needed), then of `library`, and dlsym of its functions. Returns 0, or
// -1 with a message of at most 255 bytes. A library that was opened is never closed.
int fv_facedetection_open(
    const char *library, const char *openmp, fv_facedetection *functions, char message[256]);

// Calls `detect` on one thread, the caller's. Returns 0, or -1 with a message of at most 255 bytes.
int fv_facedetection_run(
    const fv_facedetection *functions, unsigned char *buffer, unsigned char *bgr, int width, int height, int step,
    char message[256]);

// Whether the processor has what a build for x86-64 of the library uses without asking: AVX2 and FMA.
int fv_facedetection_is_supported(void);

#ifdef __cplusplus
}
#endif

#endif
