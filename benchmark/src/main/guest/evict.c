// Drops files from the page cache: evict PATH...
//
// Folders are walked. Pages that a process has mapped stay.
#define _GNU_SOURCE
#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

static int evict(const char *path, const struct stat *status, int type, struct FTW *place) {
  (void)place;
  if (type == FTW_F && S_ISREG(status->st_mode)) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file >= 0) {
      fdatasync(file);
      posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
      close(file);
    }
  }
  return 0;
}

int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++) nftw(argv[i], evict, 16, FTW_MOUNT);
  return 0;
}
