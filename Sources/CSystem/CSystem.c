#define _GNU_SOURCE
#include "CSystem.h"

#include <malloc.h>

void fv_name_thread(pthread_t thread, const char *name) { pthread_setname_np(thread, name); }

void fv_keep_little_memory(void) {
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
}
