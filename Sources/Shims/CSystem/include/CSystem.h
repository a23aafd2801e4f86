// GNU extensions that Swift's Glibc module does not export.
#ifndef FRAMEVEIL_CSYSTEM_H
#define FRAMEVEIL_CSYSTEM_H

#include <pthread.h>
#include <time.h>
// getxattr and setxattr.
#include <sys/xattr.h>

// pthread_setname_np: names a thread for debuggers and `top`; at most 15 bytes.
void fv_name_thread(pthread_t thread, const char *name);

// renameat2(RENAME_NOREPLACE): renames a file atomically, and fails with EEXIST when `to` exists.
int fv_rename_new(const char *from, const char *to);

// Reduces memory use: mallopt(M_ARENA_MAX, 1), so that all threads share one heap, and M_MMAP_THRESHOLD of 1
// MiB, so that larger blocks are returned to the system when they are freed. M_TRIM_THRESHOLD of 16 MiB: else the heap
// would shrink and grow with each frame.
void fv_keep_little_memory(void);

// Returns memory that only the start of a program needs: free pages of the heap, and pages of the program and its
// libraries, which are read again from their files where they are needed again.
void fv_release_start_up_memory(void);

// strptime, which Swift's Glibc module does not show: parses a time, and returns what follows it.
const char *fv_parse_time(const char *text, const char *format, struct tm *fields);

#endif
