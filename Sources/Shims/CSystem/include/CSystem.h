// GNU extensions that Swift's Glibc module does not show.
#ifndef FRAMEVEIL_CSYSTEM_H
#define FRAMEVEIL_CSYSTEM_H

#include <pthread.h>
// getxattr and setxattr.
#include <sys/xattr.h>

// pthread_setname_np: names a thread for debuggers and `top`; the system keeps at most 15 bytes.
void fv_name_thread(pthread_t thread, const char *name);

// renameat2(RENAME_NOREPLACE): gives a file a name that nothing has yet, in one step.
int fv_rename_new(const char *from, const char *to);

// mallopt(M_ARENA_MAX, 1): all threads allocate from one heap; M_MMAP_THRESHOLD, 1 MiB: what is larger goes back to
// the system at once.
void fv_keep_little_memory(void);

#endif
