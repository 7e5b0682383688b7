// Processes whose leader ends before another thread, one after the other: more than the sandbox may have at a time.
//
//   last_thread PROCESSES
#include "guest.h"

static void *outlive(void *leader) {
  char path[64], text[512] = "";
  snprintf(path, sizeof path, "/proc/%d/stat", (pid_t)(long)leader);
  do { // until the leader is a zombie
    sched_yield();
    int fd = MUST(open(path, O_RDONLY));
    text[MUST(read(fd, text, sizeof text - 1))] = 0;
    close(fd);
  } while (strstr(text, ") Z") == NULL);
  syscall(SYS_exit, 0);
  return NULL;
}

int main(int argc, char **argv) {
  int processes = argc > 1 ? atoi(argv[1]) : 0;
  for (int i = 0; i < processes; i++) {
    pid_t pid = MUST(fork());
    if (pid == 0) {
      pthread_t thread;
      MUST(pthread_create(&thread, NULL, outlive, (void *)(long)getpid()) == 0 ? 0 : -1);
      syscall(SYS_exit, 0);
    }
    int status;
    MUST(waitpid(pid, &status, 0));
    if (status != 0) printf("%d: status %x\n", i, status);
  }
  printf("all ended\n");
  return 0;
}
