// /proc/PID/smaps and smaps_rollup: their fields, the flags of each kind of mapping, and who may read them.
#include "guest.h"

enum { SIZE = 64 << 10 };

/* The paragraph of an address: the lines that do not depend on what was brought in. */
static void show(const char *what, const void *address) {
  FILE *f = MUST(fopen("/proc/self/smaps", "r"));
  char line[512];
  bool inside = false;
  while (fgets(line, sizeof line, f) != NULL) {
    unsigned long start, end;
    if (sscanf(line, "%lx-%lx ", &start, &end) == 2) inside = start <= (unsigned long)address && (unsigned long)address < end;
    else if (inside && strncmp(line, "VmFlags:", 8) == 0) printf("%s: %s", what, line);
    else if (inside && strncmp(line, "Size:", 5) == 0) printf("%s: %s", what, line);
  }
  fclose(f);
}

/* Makes a mapping that has no neighbour to be merged with. */
static void *map(int protection, int flags, int fd) {
  char *room = MUST(mmap(NULL, 3 * SIZE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
  return MUST(mmap(room + SIZE, SIZE, protection, flags | MAP_FIXED, fd, 0));
}

static void show_fields(const char *path, bool all) {
  FILE *f = MUST(fopen(path, "r"));
  char line[512], name[64];
  MUST(fgets(line, sizeof line, f) == NULL ? -1 : 0);
  if (all) printf("%.21s %s", strstr(line, " ---p "), strrchr(line, ' '));
  while (fgets(line, sizeof line, f) != NULL && line[0] >= 'A' && line[0] <= 'Z')
    if (sscanf(line, "%63[^:]", name) == 1) printf("%s ", name);
  printf("\n");
  fclose(f);
}

static long value(const char *path, const char *key) {
  FILE *f = MUST(fopen(path, "r"));
  char line[512];
  long number, sum = 0;
  while (fgets(line, sizeof line, f) != NULL)
    if (strncmp(line, key, strlen(key)) == 0 && sscanf(line + strlen(key), " %ld", &number) == 1) sum += number;
  fclose(f);
  return sum;
}

int main(void) {
  const int anonymous = MAP_PRIVATE | MAP_ANONYMOUS;
  show("read and write", map(PROT_READ | PROT_WRITE, anonymous, -1));
  show("none", map(PROT_NONE, anonymous, -1));
  show("read", map(PROT_READ, anonymous, -1));
  show("execute", map(PROT_READ | PROT_EXEC, anonymous, -1));
  show("shared", map(PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1));
  show("no reserve", map(PROT_READ | PROT_WRITE, anonymous | MAP_NORESERVE, -1));
  write_file("file", "text");
  MUST(truncate("file", SIZE));
  int both = MUST(open("file", O_RDWR)), only = MUST(open("file", O_RDONLY));
  show("shared file", map(PROT_READ | PROT_WRITE, MAP_SHARED, both));
  show("shared file, to read", map(PROT_READ, MAP_SHARED, both));
  show("shared file, only to read", map(PROT_READ, MAP_SHARED, only));
  show("private file", map(PROT_READ | PROT_WRITE, MAP_PRIVATE, only));
  show("private file, to read", map(PROT_READ, MAP_PRIVATE, only));
  const int advice[] = {MADV_DONTFORK, MADV_DONTDUMP, MADV_WIPEONFORK, MADV_RANDOM, MADV_SEQUENTIAL};
  for (unsigned i = 0; i < sizeof advice / sizeof *advice; i++) {
    void *p = map(PROT_READ | PROT_WRITE, anonymous, -1);
    MUST(madvise(p, SIZE, advice[i]));
    printf("advice %d ", advice[i]);
    show("given", p);
    MUST(madvise(p, SIZE, i == 0 ? MADV_DOFORK : i == 1 ? MADV_DODUMP : i == 2 ? MADV_KEEPONFORK : MADV_NORMAL));
    show("taken back", p);
  }
  void *p = map(PROT_READ | PROT_WRITE, anonymous, -1);
  MUST(mlock(p, SIZE));
  show("locked", p);
  CHECK(value("/proc/self/smaps", "Locked:") >= SIZE >> 10);
  CHECK(value("/proc/self/smaps_rollup", "Locked:") >= SIZE >> 10);
  MUST(munlock(p, SIZE));
  MUST(mlock2(p, SIZE, MLOCK_ONFAULT));
  show("locked when touched", p);
  MUST(munlock(p, SIZE));
  show("unlocked", p);
  char here;
  char text[64];
  FILE *maps = MUST(fopen("/proc/self/smaps", "r"));
  char line[512];
  bool stack = false;
  while (fgets(line, sizeof line, maps) != NULL) {
    if (strstr(line, "[stack]")) stack = true;
    else if (stack && strncmp(line, "VmFlags:", 8) == 0) { printf("stack: %s", line); break; }
  }
  fclose(maps);

  show_fields("/proc/self/smaps", false);
  show_fields("/proc/self/smaps_rollup", true);
  long before = value("/proc/self/smaps_rollup", "Rss:");
  char *touched = map(PROT_READ | PROT_WRITE, anonymous, -1);
  for (int i = 0; i < SIZE; i += 4096) touched[i] = 1;
  CHECK(value("/proc/self/smaps_rollup", "Rss:") >= before + (SIZE >> 10));
  CHECK(value("/proc/self/smaps_rollup", "Anonymous:") >= SIZE >> 10);
  CHECK(value("/proc/self/smaps_rollup", "Pss_Anon:") + value("/proc/self/smaps_rollup", "Pss_File:") + value("/proc/self/smaps_rollup", "Pss_Shmem:") > 0);
  CHECK(value("/proc/self/smaps_rollup", "Rss:") >= value("/proc/self/smaps_rollup", "Pss:"));

  /* Of a process that is gone but for its exit status, and of one that is gone. */
  pid_t child = MUST(fork());
  if (child == 0) _exit(0);
  MUST(waitid(P_PID, child, &(siginfo_t){0}, WEXITED | WNOWAIT));
  snprintf(text, sizeof text, "/proc/%d/smaps_rollup", child);
  int totals = SHOW_OK(open(text, O_RDONLY));
  if (totals >= 0) SHOW(read(totals, &here, 1));
  snprintf(text, sizeof text, "/proc/%d/smaps", child);
  int each = SHOW_OK(open(text, O_RDONLY));
  if (each >= 0) SHOW(read(each, &here, 1));
  MUST(waitpid(child, NULL, 0));
  if (geteuid() == 0) {
    pid_t parent = getpid();
    IN_CHILD("another user", {
      MUST(setresgid(3000, 3000, 3000));
      MUST(setresuid(3000, 3000, 3000));
      snprintf(text, sizeof text, "/proc/%d/smaps_rollup", parent);
      SHOW(open(text, O_RDONLY));
      snprintf(text, sizeof text, "/proc/%d/smaps", parent);
      SHOW(open(text, O_RDONLY));
    });
  }
  return 0;
}
