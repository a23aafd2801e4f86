#define _GNU_SOURCE
#include "CSystem.h"

#include <fcntl.h>
#include <link.h>
#include <malloc.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

void fv_name_thread(pthread_t thread, const char *name) { pthread_setname_np(thread, name); }

int fv_rename_new(const char *from, const char *to) {
  return renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
}

void fv_keep_little_memory(void) {
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
  // With a fixed threshold above, 128 KiB: each frame would return its memory, and the next one fault it in again.
  mallopt(M_TRIM_THRESHOLD, 16 << 20);
}

const char *fv_parse_time(const char *text, const char *format, struct tm *fields) {
  return strptime(text, format, fields);
}

static int release_code(struct dl_phdr_info *object, size_t size, void *data) {
  (void)size, (void)data;
  const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  for (int index = 0; index < object->dlpi_phnum; index++) {
    const ElfW(Phdr) *segment = &object->dlpi_phdr[index];
    // Writable segments hold relocations, which no file has.
    if (segment->p_type != PT_LOAD || segment->p_flags & PF_W) continue;
    const uintptr_t start = object->dlpi_addr + segment->p_vaddr;
    const uintptr_t first = start & ~(page - 1), end = (start + segment->p_memsz + page - 1) & ~(page - 1);
    madvise((void *)first, end - first, MADV_DONTNEED);
  }
  return 0;
}

void fv_release_start_up_memory(void) {
  malloc_trim(0);
  dl_iterate_phdr(release_code, NULL);
}
