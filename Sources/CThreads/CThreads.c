#define _GNU_SOURCE
#include "CThreads.h"

void fv_name_thread(pthread_t thread, const char *name) { pthread_setname_np(thread, name); }
