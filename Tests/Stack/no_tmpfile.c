// LD_PRELOAD library that makes open fail with O_TMPFILE, as on NFS, FUSE and older overlay file systems.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/types.h>

#define WITHOUT_TMPFILE(name)                                                  \
  int name(const char *path, int flags, ...) {                                 \
    va_list rest;                                                              \
    va_start(rest, flags);                                                     \
    mode_t mode = va_arg(rest, mode_t);                                        \
    va_end(rest);                                                              \
    if ((flags & O_TMPFILE) == O_TMPFILE) {                                    \
      errno = EOPNOTSUPP;                                                      \
      return -1;                                                               \
    }                                                                          \
    int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, #name);             \
    return real(path, flags, mode);                                            \
  }

WITHOUT_TMPFILE(open)
WITHOUT_TMPFILE(open64)
