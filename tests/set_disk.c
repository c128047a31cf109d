// Fills the disk of a program that it is preloaded into (LD_PRELOAD), or makes it read-only, while the
// file named by SET_DISK says `full` or `read_only`. It is for tests only: what does a server do then?
// On a full disk, what is there can be overwritten, and no file can grow.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum state { WELL, FULL, READ_ONLY };

static enum state state(void) {
  const char *path = getenv("SET_DISK");
  int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  if (file < 0) return WELL;
  char text[32] = {0};
  ssize_t length = read(file, text, sizeof text - 1);
  close(file);
  if (length <= 0) return WELL;
  return strncmp(text, "full", 4) == 0 ? FULL : strncmp(text, "read_only", 9) == 0 ? READ_ONLY : WELL;
}

// Why a regular file can't be written up to that place; 0 if it can.
static int refusal(int file, off_t end) {
  struct stat about;
  if (fstat(file, &about) != 0 || !S_ISREG(about.st_mode)) return 0;
  switch (state()) {
    case FULL: return end > about.st_size ? ENOSPC : 0;
    case READ_ONLY: return EROFS;
    default: return 0;
  }
}

#define REAL(type, name, ...) \
  static type (*real)(__VA_ARGS__); \
  if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

#define REFUSE(file, end) \
  do { int why = refusal(file, end); if (why) { errno = why; return -1; } } while (0)

ssize_t pwrite(int file, const void *from, size_t length, off_t at) {
  REAL(ssize_t, pwrite, int, const void *, size_t, off_t);
  REFUSE(file, at + (off_t)length);
  return real(file, from, length, at);
}

ssize_t pwrite64(int file, const void *from, size_t length, off64_t at) {
  REAL(ssize_t, pwrite64, int, const void *, size_t, off64_t);
  REFUSE(file, at + (off_t)length);
  return real(file, from, length, at);
}

int ftruncate(int file, off_t length) {
  REAL(int, ftruncate, int, off_t);
  REFUSE(file, length);
  return real(file, length);
}

int ftruncate64(int file, off64_t length) {
  REAL(int, ftruncate64, int, off64_t);
  REFUSE(file, length);
  return real(file, length);
}

int posix_fallocate(int file, off_t at, off_t length) {
  REAL(int, posix_fallocate, int, off_t, off_t);
  int why = refusal(file, at + length);
  return why ? why : real(file, at, length);
}
