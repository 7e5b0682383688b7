// /proc/PID/pagemap, clear_refs, map_files and numa_maps: which pages are there, whose they are, and of which files.
#include "guest.h"

enum { PAGE = 4096, PAGES = 16, SIZE = PAGE * PAGES };

static int pagemap;
static char text[4096];

static uint64_t entry(const void *address) {
  uint64_t bits = 0;
  MUST(pread(pagemap, &bits, 8, (off_t)((uintptr_t)address / PAGE * 8)));
  return bits;
}

/* Numbers of frames are shown to some only, and 55 is set where the kernel keeps track of stores. */
static void show(const char *what, const void *address) {
  uint64_t bits = entry(address);
  printf("%s:%s%s%s%s\n", what, bits >> 63 ? " present" : "", bits >> 62 & 1 ? " swapped" : "", bits >> 61 & 1 ? " file" : "",
         bits >> 61 & 1 ? "" : bits >> 56 & 1 ? " exclusive" : " shared");
}

static char *map(int flags, int fd, int protection) {
  char *p = MUST(mmap(NULL, SIZE + 2 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)); // alone, so that nothing is merged
  return MUST(mmap(p + PAGE, SIZE, protection, flags | MAP_FIXED, fd, 0));
}

/* A number of the paragraph that an address has in smaps, in kB. */
static long in_smaps(const void *address, const char *key) {
  FILE *f = MUST(fopen("/proc/self/smaps", "r"));
  char line[512];
  bool inside = false;
  long value = -1;
  while (fgets(line, sizeof line, f) != NULL) {
    unsigned long start, end;
    if (sscanf(line, "%lx-%lx ", &start, &end) == 2) inside = start <= (unsigned long)address && (unsigned long)address < end;
    else if (inside && strncmp(line, key, strlen(key)) == 0) sscanf(line + strlen(key), "%ld", &value);
  }
  fclose(f);
  return value;
}

static long in_status(const char *key) {
  FILE *f = MUST(fopen("/proc/self/status", "r"));
  long value = -1;
  while (fgets(text, sizeof text, f) != NULL) if (strncmp(text, key, strlen(key)) == 0) sscanf(text + strlen(key), "%ld", &value);
  fclose(f);
  return value;
}

static void set(const char *words) {
  int fd = MUST(open("/proc/self/clear_refs", O_WRONLY));
  ssize_t n = write(fd, words, strlen(words));
  printf("clear_refs <- \"%.*s\": %s\n", (int)strcspn(words, "\n"), words, n < 0 ? errname(errno) : n == (ssize_t)strlen(words) ? "ok" : "short");
  close(fd);
}

/* The line of numa_maps that an address begins. */
static const char *numa(const void *address) {
  FILE *f = MUST(fopen("/proc/self/numa_maps", "r"));
  unsigned long start;
  bool found = false;
  while (!found && fgets(text, sizeof text, f) != NULL) found = sscanf(text, "%lx ", &start) == 1 && start == (unsigned long)address;
  fclose(f);
  return found ? strchr(text, ' ') : "none\n";
}

static void files_of(pid_t pid, const char *mapping, size_t length) {
  char path[128];
  struct stat st;
  snprintf(path, sizeof path, "/proc/%d/map_files/%lx-%lx", pid, (unsigned long)mapping, (unsigned long)mapping + length);
  memset(text, 0, sizeof text);
  ssize_t n = readlink(path, text, sizeof text - 1);
  printf("link: %s\n", n < 0 ? errname(errno) : strrchr(text, '/'));
  if (lstat(path, &st) == 0) printf("mode %o size %ld\n", st.st_mode, (long)st.st_size);
  int fd = open(path, O_RDONLY);
  if (fd < 0) { printf("open: %s\n", errname(errno)); return; }
  char word[5] = "";
  SHOW(read(fd, word, 4));
  printf("%s\n", word);
  close(fd);
}

int main(void) {
  const int both = PROT_READ | PROT_WRITE;
  pagemap = MUST(open("/proc/self/pagemap", O_RDONLY));
  struct stat st;
  MUST(fstat(pagemap, &st));
  printf("%o %ld\n", st.st_mode, (long)st.st_size);
  char *p = map(MAP_PRIVATE | MAP_ANONYMOUS, -1, both);
  MUST(madvise(p, SIZE, MADV_NOHUGEPAGE));
  p[3 * PAGE] = 1;
  show("touched", p + 3 * PAGE);
  show("not mapped to be used", p - PAGE);
  MUST(madvise(p + 3 * PAGE, PAGE, MADV_DONTNEED));
  show("given back", p + 3 * PAGE);
  for (int i = 0; i < PAGES; i++) p[i * PAGE] = (char)i;
  uint64_t all[PAGES + 2];
  SHOW(pread(pagemap, all, sizeof all, (off_t)((uintptr_t)(p - PAGE) / PAGE * 8)));
  int present = 0;
  for (int i = 0; i < PAGES + 2; i++) present += all[i] >> 63;
  printf("%d of %d present\n", present, PAGES + 2);
  enum { LARGE = 8 << 20 };
  char *large = MUST(mmap(NULL, LARGE, both, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)); // a small one may be copied at once
  MUST(madvise(large, LARGE, MADV_NOHUGEPAGE));
  for (int i = 0; i < LARGE; i += PAGE) large[i] = 1;
  struct gate ready = gate_new(), go = gate_new();
  pid_t child = MUST(fork());
  if (child == 0) {
    pagemap = MUST(open("/proc/self/pagemap", O_RDONLY));
    p[0] = 2;
    show("written in the child", p);
    show("in the child", large);
    large[0] = 2;
    show("written in the child", large);
    gate_open(&ready);
    gate_wait(&go);
    _exit(0);
  }
  gate_wait(&ready);
  show("in the parent", p);
  show("both have it", large + LARGE - PAGE);
  large[LARGE - PAGE] = 7;
  show("written in the parent", large + LARGE - PAGE);
  p[PAGE] = 7;
  show("written in the parent", p + PAGE);
  gate_open(&go);
  MUST(waitpid(child, NULL, 0));
  show("the child is gone", p + 2 * PAGE);

  int fd = MUST(open("file", O_RDWR | O_CREAT | O_TRUNC, 0600));
  MUST(write(fd, "words", 5));
  MUST(ftruncate(fd, SIZE));
  char *shared = map(MAP_SHARED, fd, both), *private = map(MAP_PRIVATE, fd, both), *zeros = map(MAP_SHARED | MAP_ANONYMOUS, -1, both);
  shared[PAGE] = 1;
  (void)*(volatile char *)private;
  zeros[0] = 1;
  show("shared file", shared + PAGE);
  show("private file", private);
  show("shared memory", zeros);
  private[0] = 'W';
  show("copy of a file's page", private);
  SHOW(pread(pagemap, all, 7, 0));
  SHOW(pread(pagemap, all, 8, 4));
  SHOW(pread(pagemap, all, 0, 8));
  void *volatile bad = (void *)8;
  SHOW(pread(pagemap, bad, 8, 0));
  SHOW(pread(pagemap, all, 16, 0));
  SHOW(pread(pagemap, all, 16, (1L << 35) * 8));
  SHOW(lseek(pagemap, 16, SEEK_SET));
  SHOW(read(pagemap, all, 24));
  SHOW(lseek(pagemap, 0, SEEK_CUR));
  SHOW(lseek(pagemap, 0, SEEK_END));
  SHOW(open("/proc/self/pagemap", O_RDWR) >= 0 || errno == EACCES);

  /* What was used since somebody asked. */
  MUST(stat("/proc/self/clear_refs", &st));
  printf("%o\n", st.st_mode);
  CHECK(in_smaps(p, "Referenced:") > 0);
  static const char *const words[] = {"4", "0", "6", "-1", "x", "1 1", " 2\n", "99999999999"};
  for (unsigned i = 0; i < sizeof words / sizeof *words; i++) set(words[i]);
  set("1");
  CHECK(in_smaps(p, "Referenced:") == 0);
  CHECK(in_smaps(shared, "Referenced:") == 0);
  CHECK(in_smaps(p, "Rss:") == SIZE / 1024);
  int sum = 0;
  for (int i = 0; i < PAGES; i++) sum += p[i * PAGE];
  printf("the contents stay: %d\n", sum);
  for (int i = 0; i < PAGES; i++) p[i * PAGE] = (char)i; // the processor may not tell of each
  shared[PAGE] = 3;
  set("2\n");
  CHECK(in_smaps(p, "Referenced:") == 0);
  set("3");
  CHECK(in_smaps(shared, "Referenced:") == 0);
  CHECK(shared[PAGE] == 3 && private[1] == 'o');
  enum { MUCH = 8 << 20 };
  char *much = MUST(mmap(NULL, MUCH, both, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0));
  MUST(munmap(much, MUCH));
  long peak = in_status("VmHWM:");
  set("5");
  CHECK(peak - in_status("VmHWM:") >= (MUCH >> 10) - 1024);
  if (geteuid() == 0) {
    int clear = MUST(open("/proc/self/clear_refs", O_RDWR));
    SHOW(read(clear, text, 1));
  }

  /* The files. */
  MUST(stat("/proc/self/map_files", &st));
  printf("%o\n", st.st_mode);
  files_of(getpid(), shared, SIZE);
  char *only = map(MAP_SHARED, MUST(open("file", O_RDONLY)), PROT_READ);
  files_of(getpid(), only, SIZE);
  files_of(getpid(), p, SIZE);
  files_of(getpid(), shared, SIZE - PAGE);
  SHOW(access("/proc/self/map_files/00-1", F_OK));
  SHOW(access("/proc/self/map_files/x", F_OK));
  SHOW(access("/proc/self/map_files/1000", F_OK));
  MUST(unlink("file"));
  files_of(getpid(), shared, SIZE);
  int listed = 0;
  DIR *d = MUST(opendir("/proc/self/map_files"));
  for (struct dirent *e; (e = readdir(d)) != NULL;) {
    unsigned long start, end;
    listed += sscanf(e->d_name, "%lx-%lx", &start, &end) == 2 && (start == (unsigned long)shared || start == (unsigned long)private || start == (unsigned long)p);
  }
  closedir(d);
  printf("%d listed\n", listed);

  /* Memory by node. */
  char *nothing = map(MAP_PRIVATE | MAP_ANONYMOUS, -1, PROT_NONE);
  printf("nothing:%s", numa(nothing));
  const char *line = numa(shared);
  CHECK(strstr(line, " default file=") != NULL && strstr(line, "/file\\040(deleted) ") != NULL);
  line = numa(p);
  CHECK(strstr(line, " anon=16 dirty=16 ") != NULL && strstr(line, " N0=16 kernelpagesize_kB=4\n") != NULL);

  pid_t parent = getpid();
  if (geteuid() == 0) IN_CHILD("another user", {
    MUST(setresgid(3000, 3000, 3000));
    MUST(setresuid(3000, 3000, 3000));
    MUST(prctl(PR_SET_DUMPABLE, 1));
    char path[64];
    const char *names[] = {"pagemap", "clear_refs", "map_files", "numa_maps"};
    for (int i = 0; i < 4; i++) {
      snprintf(path, sizeof path, "/proc/%d/%s", parent, names[i]);
      SHOW(open(path, i == 1 ? O_WRONLY : O_RDONLY));
    }
    files_of(parent, shared, SIZE);
    files_of(getpid(), shared, SIZE);
  });
  char path[64];
  pid_t dead = MUST(fork());
  if (dead == 0) _exit(0);
  MUST(waitid(P_PID, dead, &(siginfo_t){0}, WEXITED | WNOWAIT));
  snprintf(path, sizeof path, "/proc/%d/pagemap", dead);
  int none = SHOW_OK(open(path, O_RDONLY));
  if (none >= 0) SHOW(pread(none, all, 8, 0));
  snprintf(path, sizeof path, "/proc/%d/clear_refs", dead);
  none = SHOW_OK(open(path, O_WRONLY));
  if (none >= 0) SHOW(write(none, "1", 1));
  snprintf(path, sizeof path, "/proc/%d/map_files", dead);
  d = opendir(path);
  int entries = 0;
  while (d != NULL && readdir(d) != NULL) entries++;
  printf("%d entries\n", entries);
  waitpid(dead, NULL, 0);
  return 0;
}
