// personality: what is kept and inherited, a layout that is not random, and what uname tells.
#include "guest.h"
#include <sys/personality.h>
#include <sys/utsname.h>

int main(int argc, char **argv) {
  char local;
  if (argc > 1) {
    int fd = open(argv[1], O_WRONLY | O_APPEND);
    void *places[3] = {&local, (void *)main, sbrk(0)};
    return write(fd, places, sizeof places) != sizeof places;
  }
  SHOW(personality(0xffffffff));
  SHOW(personality(PER_LINUX | ADDR_NO_RANDOMIZE | ADDR_LIMIT_3GB));
  SHOW(personality(0xffffffff));
  IN_CHILD("child", SHOW(personality(0xffffffff)));
  char path[] = "/tmp/personalityXXXXXX";
  int fd = MUST(mkstemp(path));
  for (int run = 0; run < 3; run++)
    IN_CHILD("exec", personality(ADDR_NO_RANDOMIZE); execl("/proc/self/exe", "personality", path, NULL));
  void *places[3][3];
  SHOW(pread(fd, places, sizeof places, 0));
  printf("the same each time: %d %d\n", memcmp(places[0], places[1], sizeof *places), memcmp(places[1], places[2], sizeof *places));
  unlink(path);
  struct utsname name;
  personality(PER_LINUX32);
  uname(&name);
  printf("%s\n", name.machine);
  personality(UNAME26);
  uname(&name);
  printf("%.4s %s\n", name.release, name.machine);
  return 0;
}
