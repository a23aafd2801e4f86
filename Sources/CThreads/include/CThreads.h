// pthread_setname_np is a GNU extension that Swift's Glibc module does not show.
#ifndef FRAMEVEIL_CTHREADS_H
#define FRAMEVEIL_CTHREADS_H

#include <pthread.h>

// Names a thread for debuggers and `top`; the system keeps at most 15 bytes.
void fv_name_thread(pthread_t thread, const char *name);

#endif
