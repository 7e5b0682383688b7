// Settings and facts of processes and threads: coredump_filter, loginuid, attr, autogroup, sched, schedstat, timers, children.
#include "guest.h"

static char text[4096];

static void set(const char *path, const char *words) {
  int fd = open(path, O_WRONLY);
  if (fd < 0) { printf("%s: open: %s\n", path, errname(errno)); return; }
  ssize_t n = write(fd, words, strlen(words));
  printf("%s <- \"%.*s\": %s\n", path, (int)strcspn(words, "\n"), words, n < 0 ? errname(errno) : n == (ssize_t)strlen(words) ? "ok" : "short");
  close(fd);
}

static const char *look(const char *path) { return file_text(path, text, sizeof text); }

static void show_mode(const char *name) {
  char path[64];
  struct stat st;
  snprintf(path, sizeof path, "/proc/self/%s", name);
  printf("%s: ", name);
  if (stat(path, &st) == 0) printf("%o", st.st_mode);
  else printf("%s", errname(errno));
  snprintf(path, sizeof path, "/proc/thread-self/%s", name);
  if (stat(path, &st) == 0) printf(" %o\n", st.st_mode);
  else printf(" %s\n", errname(errno));
}

static void become_user(void) {
  MUST(setresgid(3000, 3000, 3000));
  MUST(setresuid(3000, 3000, 3000));
  MUST(prctl(PR_SET_DUMPABLE, 1));
}

/* What comes before a process id, and after. */
static void show_timers(void) {
  char mine[32];
  snprintf(mine, sizeof mine, ".%d\n", getpid());
  look("/proc/self/timers");
  char *from = text;
  for (char *at; (at = strstr(from, mine)) != NULL; from = at + strlen(mine)) printf("%.*s.PID\n", (int)(at - from), from);
  printf("%s", from);
}

static void show_children(const char *who, const pid_t *children, int count) {
  char *from = (char *)look("/proc/thread-self/children"), *end;
  printf("%s:", who);
  for (;;) {
    long pid = strtol(from, &end, 10);
    if (end == from) break;
    int which = -1;
    for (int i = 0; i < count; i++) if (children[i] == pid) which = i;
    printf(" %d", which);
    from = end;
  }
  printf("%s\n", strcmp(from, " ") == 0 ? " and a blank" : from);
}

static pid_t idle(void) {
  pid_t pid = MUST(fork());
  if (pid == 0) for (;;) pause();
  return pid;
}

static pid_t children[3];

static void *thread(void *unused) {
  (void)unused;
  show_children("another thread", children, 3);
  children[2] = idle();
  show_children("another thread", children, 3);
  return NULL;
}

int main(void) {
  static const char *const names[] = {"coredump_filter", "loginuid", "sessionid", "autogroup", "sched", "schedstat", "timers", "children", "attr", "attr/current", "attr/prev",
                                      "attr/exec", "attr/fscreate", "attr/keycreate", "attr/sockcreate", "map_files", "pagemap", "clear_refs", "numa_maps", "timerslack_ns", "mountstats", "setgroups"};
  for (unsigned i = 0; i < sizeof names / sizeof *names; i++) show_mode(names[i]);

  static const char *const filters[] = {"0x7f", "33", "0x1ff\n", "010", "0xffff", "0", "-1", "zz", "", "0x", "4294967295", "4294967296", "1ff", " 5", "5 ", "08", "+6", "0x33"};
  for (unsigned i = 0; i < sizeof filters / sizeof *filters; i++) {
    if (*filters[i] == 0) continue;
    set("/proc/self/coredump_filter", filters[i]);
    printf("%s", look("/proc/self/coredump_filter"));
  }
  set("/proc/self/coredump_filter", "0x55");
  IN_CHILD("a child has it", printf("%s", look("/proc/self/coredump_filter")); set("/proc/self/coredump_filter", "1"));
  IN_CHILD("a program has it", execlp("cat", "cat", "/proc/self/coredump_filter", NULL));
  printf("%s", look("/proc/self/coredump_filter"));

  /* Nobody has logged in, if it is so: whoever started the suite may have. */
  if (geteuid() == 0) {
    IN_CHILD("login", {
      set("/proc/self/loginuid", "4294967295");
      show_file("/proc/self/loginuid");
      show_file("/proc/self/sessionid");
      become_user();
      set("/proc/self/loginuid", "x");
      set("/proc/self/loginuid", "-5");
      set("/proc/self/loginuid", "4294967296");
      set("/proc/self/loginuid", "3000\n");
      show_file("/proc/self/loginuid");
      CHECK(strcmp(look("/proc/self/sessionid"), "4294967295") != 0);
      set("/proc/self/loginuid", "3001");
      set("/proc/self/loginuid", "4294967295");
      show_file("/proc/self/loginuid");
      int parent = MUST(open("/proc/self/loginuid", O_WRONLY));
      IN_CHILD("its child", show_file("/proc/self/loginuid"); SHOW(write(parent, "5", 1)));
    });
  }

  static const char *const attributes[] = {"current", "exec", "prev", "fscreate"};
  for (int i = 0; i < 4; i++) {
    char path[64];
    snprintf(path, sizeof path, "/proc/self/attr/%s", attributes[i]);
    printf("%s: %s\n", path, look(path));
    set(path, "word");
  }
  int attribute = MUST(open("/proc/self/attr/current", O_WRONLY));
  IN_CHILD("another process", SHOW(write(attribute, "x", 1)));

  IN_CHILD("a session", {
    MUST(setsid());
    int nice = -99;
    long id;
    CHECK(sscanf(look("/proc/self/autogroup"), "/autogroup-%ld nice %d\n", &id, &nice) == 2);
    printf("nice %d\n", nice);
    set("/proc/self/autogroup", "7");
    static const char *const values[] = {"20", "-21", "x"};
    for (int i = 0; i < 3; i++) set("/proc/self/autogroup", values[i]);
    IN_CHILD("its member", sscanf(look("/proc/self/autogroup"), "/autogroup-%ld nice %d\n", &id, &nice); printf("nice %d\n", nice));
    IN_CHILD("another session", MUST(setsid()); sscanf(look("/proc/self/autogroup"), "/autogroup-%ld nice %d\n", &id, &nice); printf("nice %d\n", nice));
    if (geteuid() == 0) { become_user(); set("/proc/self/autogroup", "-1"); }
  });

  prctl(PR_SET_NAME, "a name");
  look("/proc/self/sched");
  char line[80];
  snprintf(line, sizeof line, "a name (%d, #threads: 1)\n---", getpid());
  CHECK(strncmp(text, line, strlen(line)) == 0);
  static const char *const fields[] = {"\nse.exec_start                                :", "\nse.sum_exec_runtime                          :", "\nse.vruntime    ", "\nnr_switches                                  :",
                                       "\nnr_voluntary_switches                        :", "\nse.load.weight      ", "\npolicy                                       :                    0\n",
                                       "\nprio                                         :                  120\n"};
  for (unsigned i = 0; i < sizeof fields / sizeof *fields; i++) printf("%.24s: %d\n", fields[i] + 1, strstr(text, fields[i]) != NULL);
  IN_CHILD("nice", MUST(setpriority(PRIO_PROCESS, 0, 5)); look("/proc/self/sched"); printf("%d\n", strstr(text, "\nprio                                         :                  125\n") != NULL));
  set("/proc/self/sched", "0");
  unsigned long run, delay, count;
  CHECK(sscanf(look("/proc/self/schedstat"), "%lu %lu %lu\n", &run, &delay, &count) == 3 && run > 0 && count > 0);

  show_timers();
  const int kinds[] = {SIGEV_SIGNAL, SIGEV_NONE, SIGEV_THREAD, SIGEV_THREAD_ID};
  const clockid_t clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_BOOTTIME, CLOCK_PROCESS_CPUTIME_ID};
  int ids[5];
  for (int i = 0; i < 4; i++) {
    struct sigevent event = {.sigev_notify = kinds[i], .sigev_signo = SIGUSR1 + i, .sigev_value.sival_ptr = (void *)(0x1234L + i)};
    event._sigev_un._tid = gettid();
    MUST(syscall(SYS_timer_create, clocks[i], &event, ids + i));
  }
  MUST(syscall(SYS_timer_create, CLOCK_MONOTONIC, NULL, ids + 4));
  show_timers();
  MUST(syscall(SYS_timer_delete, ids[2]));
  show_timers();

  for (int i = 0; i < 2; i++) children[i] = idle();
  show_children("this thread", children, 3);
  pthread_t other;
  pthread_create(&other, NULL, thread, NULL);
  join_last(other);
  show_children("this thread", children, 3);
  for (int i = 0; i < 3; i++) kill(children[i], SIGKILL);
  MUST(waitid(P_PID, children[0], &(siginfo_t){0}, WEXITED | WNOWAIT));
  show_children("one is dead", children, 3);
  MUST(waitpid(children[1], NULL, 0));
  for (int i = 0; i < 3; i++) waitpid(children[i], NULL, 0);
  show_children("all are gone", children, 3);
  return 0;
}
