// /proc/self/fdinfo: what each kind of descriptor tells beyond the lines that all have; how many there are.
#include "guest.h"
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/pidfd.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>

/* All lines, but for numbers that differ from run to run. */
static void show(const char *what, int fd) {
  char path[64], line[512];
  snprintf(path, sizeof path, "/proc/self/fdinfo/%d", fd);
  FILE *f = MUST(fopen(path, "r"));
  printf("%s\n", what);
  while (fgets(line, sizeof line, f) != NULL) {
    if (strncmp(line, "mnt_id:", 7) == 0 || strncmp(line, "ino:", 4) == 0 || strncmp(line, "eventfd-id:", 11) == 0) *strpbrk(line, ":") = 0, printf("  %s\n", line);
    else if (strncmp(line, "Pid:", 4) == 0 || strncmp(line, "NSpid:", 6) == 0) printf("  %.*s %d\n", (int)strcspn(line, ":"), line, atoi(strchr(line, ':') + 1) == getpid());
    else if (strncmp(line, "it_value: (0, 0)", 16) != 0 && strncmp(line, "it_value:", 9) == 0) printf("  it_value: set\n");
    else if (strncmp(line, "inotify", 7) == 0) printf("  inotify %.4s %s %.21s\n", line + 8, strstr(line, " sdev:") ? "sdev" : "", strstr(line, "mask:"));
    else if (strncmp(line, "tfd:", 4) == 0) {
      char *place = strstr(line, "ino:");
      printf("  %.*s%s\n", (int)(place - line), line, strstr(place, " sdev:") ? "ino sdev" : "");
    } else printf("  %s", line);
  }
  fclose(f);
}

int main(void) {
  int count = eventfd(5, EFD_SEMAPHORE | EFD_CLOEXEC);
  show("semaphore", count);
  MUST(write(count, &(uint64_t){0x123456789a}, 8));
  show("semaphore, added to", count);
  show("counter", eventfd(0, EFD_NONBLOCK));

  int timer = MUST(timerfd_create(CLOCK_MONOTONIC, 0));
  show("timer", timer);
  MUST(timerfd_settime(timer, 0, &(struct itimerspec){{3, 500}, {100, 200}}, NULL));
  show("timer, set", timer);
  MUST(timerfd_settime(timer, TFD_TIMER_ABSTIME, &(struct itimerspec){{0, 0}, {1, 0}}, NULL));
  struct pollfd ready = {.fd = timer, .events = POLLIN};
  MUST(poll(&ready, 1, -1));
  show("timer, expired", timer);
  MUST(timerfd_settime(timer, TFD_TIMER_ABSTIME, &(struct itimerspec){{5, 0}, {1, 0}}, NULL));
  MUST(poll(&ready, 1, -1));
  show("periodic timer, expired", timer);
  int real = MUST(timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC));
  MUST(timerfd_settime(real, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &(struct itimerspec){{0, 0}, {4000000000, 0}}, NULL));
  show("timer of the time of day", real);

  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, 64);
  show("signals", MUST(signalfd(-1, &set, 0)));

  int poller = MUST(epoll_create1(0));
  show("epoll", poller);
  int end[2];
  MUST(pipe(end));
  write_file("file", "some text");
  MUST(epoll_ctl(poller, EPOLL_CTL_ADD, end[0], &(struct epoll_event){EPOLLIN | EPOLLET, {.u64 = 0x0123456789abcdef}}));
  show("epoll of a pipe", poller);
  MUST(epoll_ctl(poller, EPOLL_CTL_MOD, end[0], &(struct epoll_event){EPOLLOUT | EPOLLONESHOT, {.u64 = 7}}));
  show("epoll, changed", poller);
  MUST(epoll_ctl(poller, EPOLL_CTL_DEL, end[0], NULL));
  show("epoll of nothing", poller);

  int watcher = MUST(inotify_init1(0));
  show("inotify", watcher);
  MUST(inotify_add_watch(watcher, ".", IN_CREATE | IN_DELETE));
  MUST(inotify_add_watch(watcher, "file", IN_OPEN));
  show("inotify of two files", watcher);

  show("process", MUST(pidfd_open(getpid(), 0)));
  show("pipe", end[1]);
  int fd = MUST(open("file", O_RDWR | O_APPEND | O_CLOEXEC));
  MUST(lseek(fd, 5, SEEK_SET));
  show("file", fd);
  show("directory", MUST(open(".", O_RDONLY | O_DIRECTORY)));
  show("path", MUST(open("file", O_PATH)));

  int open_now = 0;
  DIR *all = MUST(opendir("/proc/self/fd"));
  for (struct dirent *d; (d = readdir(all)) != NULL;) open_now += d->d_name[0] != '.';
  struct stat st;
  MUST(stat("/proc/self/fd", &st));
  CHECK(st.st_size == open_now);
  MUST(fstat(dirfd(all), &st));
  CHECK(st.st_size == open_now);
  closedir(all);
  return 0;
}
