#define _GNU_SOURCE
#include "CSystem.h"

#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>

void fv_name_thread(pthread_t thread, const char *name) { pthread_setname_np(thread, name); }

int fv_rename_new(const char *from, const char *to) {
  return renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
}

void fv_keep_little_memory(void) {
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
}

const char *fv_parse_time(const char *text, const char *format, struct tm *fields) {
  return strptime(text, format, fields);
}
