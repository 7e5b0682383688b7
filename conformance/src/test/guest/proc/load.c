// Load averages and counts of tasks: /proc/loadavg, sysinfo(2), procs_running of /proc/stat; what waits in vfork(2) counts as well.
#include "guest.h"
#include <sys/sysinfo.h>

struct load {
  double average[3];
  int running, total;
  pid_t last;
  char text[128];
};

static struct load load(void) {
  struct load it = {0};
  char end = 0;
  file_text("/proc/loadavg", it.text, sizeof it.text);
  if (sscanf(it.text, "%lf %lf %lf %d/%d %d%c", &it.average[0], &it.average[1], &it.average[2], &it.running, &it.total, &it.last, &end) != 7 || end != '\n')
    printf("unexpected: \"%s\"\n", it.text);
  return it;
}

static long stat_line(const char *key) {
  FILE *f = MUST(fopen("/proc/stat", "r"));
  char line[4096];
  long value = -1;
  while (fgets(line, sizeof line, f) != NULL)
    if (strncmp(line, key, strlen(key)) == 0 && line[strlen(key)] == ' ') value = atol(line + strlen(key));
  fclose(f);
  return value;
}

static char state_of(pid_t pid) {
  char path[64], text[512];
  snprintf(path, sizeof path, "/proc/%d/stat", pid);
  file_text(path, text, sizeof text);
  return strrchr(text, ')') == NULL ? '?' : strrchr(text, ')')[2];
}

static volatile bool stop;
static void *spin(void *unused) {
  while (!stop) continue;
  return unused;
}

/* A parent in vfork(2), whose child waits for us. */
static void show_vfork(void) {
  int go[2];
  MUST(pipe(go));
  pid_t parent = MUST(fork());
  if (parent == 0) {
    close(go[1]);
    pid_t child = vfork();
    if (child == 0) {
      char c;
      long end = syscall(SYS_read, go[0], &c, 1);
      _exit(end == 0 ? 0 : 1);
    }
    _exit(0);
  }
  close(go[0]);
  char state;
  while ((state = state_of(parent)) == 'R') sched_yield();
  printf("the parent of vfork waits in state %c\n", state);
  close(go[1]);
  int status;
  MUST(waitpid(parent, &status, 0));
  show_status("it", status);
}

int main(void) {
  struct load before = load();
  CHECK(before.running >= 1 && before.total >= before.running);
  CHECK(stat_line("procs_running") >= 1);
  CHECK(stat_line("procs_blocked") >= 0);

  /* The last number is that of the reader's namespace. */
  if (geteuid() == 0) {
    pid_t inside = MUST(syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, 0, 0, 0, 0));
    if (inside == 0) {
      printf("in a new namespace the last was %d\n", load().last);
      pid_t other = MUST(fork());
      if (other == 0) _exit(0);
      printf("and then %d\n", load().last);
      _exit(0);
    }
    int status;
    MUST(waitpid(inside, &status, 0));
  }

  show_vfork();

  /* Threads that run are counted at once, and after a few seconds they are in the averages. */
  pthread_t threads[4];
  for (int i = 0; i < 4; i++) MUST(pthread_create(&threads[i], NULL, spin, NULL) == 0 ? 0 : -1);
  struct load busy = load();
  CHECK(busy.running >= 5);
  CHECK(busy.total >= 5);
  CHECK(stat_line("procs_running") >= 5);
  struct timespec now, end;
  clock_gettime(CLOCK_MONOTONIC, &end);
  do {
    nanosleep(&(struct timespec){.tv_nsec = 300000000}, NULL);
    busy = load();
    clock_gettime(CLOCK_MONOTONIC, &now);
  } while (now.tv_sec - end.tv_sec < 7 && busy.average[0] <= 0.2);
  CHECK(busy.average[0] > 0.2);
  CHECK(busy.average[0] >= busy.average[1] || before.average[1] > 0.2);
  stop = true;
  for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);

  /* sysinfo(2) has the same, with 16 bits behind the point. */
  struct load one, two;
  struct sysinfo info;
  do {
    one = load();
    MUST(sysinfo(&info));
    two = load();
  } while (memcmp(one.average, two.average, sizeof one.average) != 0);
  for (int i = 0; i < 3; i++) {
    double difference = info.loads[i] / 65536.0 - one.average[i];
    printf("average %d: %s\n", i, difference < 0.0101 && difference > -0.0101 ? "the same" : "differs");
  }
  CHECK(info.procs >= 1);
  double averages[3];
  SHOW(getloadavg(averages, 3));
  return 0;
}
