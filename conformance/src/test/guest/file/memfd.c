// memfd_create: an anonymous file, its name in /proc, seals.
#include "guest.h"

int main(void) {
  char text[128] = "", path[64];
  int fd = (int)SHOW(memfd_create("hello", MFD_ALLOW_SEALING | MFD_CLOEXEC));
  SHOW(fcntl(fd, F_GETFD));
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  SHOW(readlink(path, text, sizeof text));
  printf("%s\n", text);
  SHOW(write(fd, "content", 7));
  SHOW(lseek(fd, 0, SEEK_END));
  int again = (int)SHOW(open(path, O_RDWR));
  SHOW(read(again, text, 7));
  struct stat st;
  SHOW(fstat(fd, &st));
  printf("mode %o nlink %ld\n", st.st_mode, (long)st.st_nlink);
  SHOW(fcntl(fd, F_GET_SEALS));
  SHOW(fcntl(fd, F_ADD_SEALS, F_SEAL_GROW));
  SHOW(write(fd, "more", 4));
  SHOW(pwrite(fd, "CONTENT", 7, 0));
  SHOW(ftruncate(fd, 3));
  SHOW(fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK));
  SHOW(ftruncate(fd, 1));
  char *map = MUST(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
  SHOW(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE));
  munmap(map, 4096);
  SHOW(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE));
  SHOW(pwrite(fd, "x", 1, 0));
  SHOW_OK(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
  SHOW_OK(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0));
  SHOW(fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL));
  SHOW(fcntl(fd, F_ADD_SEALS, F_SEAL_GROW));
  SHOW(fcntl(fd, F_GET_SEALS));
  int plain = (int)SHOW(memfd_create("plain", 0));
  SHOW(fcntl(plain, F_GET_SEALS));
  SHOW(fcntl(plain, F_ADD_SEALS, F_SEAL_WRITE));
  SHOW(memfd_create("x", 0x100));
  SHOW(memfd_create((char *)8, 0));
  char name[300];
  memset(name, 'n', sizeof name);
  name[249] = 0;
  SHOW(memfd_create(name, 0) >= 0);
  name[249] = 'n'; name[250] = 0;
  SHOW(memfd_create(name, 0));
  int regular = MUST(open("f", O_RDWR | O_CREAT, 0644));
  CHECK(fcntl(regular, F_ADD_SEALS, F_SEAL_WRITE) == -1);
  return 0;
}
