// ipc_namespaces(7): System V objects, message queues and their limits are each namespace's own, and go with it.
#include "guest.h"

#include <mqueue.h>
#include <sys/ipc.h>
#include <sys/mount.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

enum { KEY = 0x4a56 };

static void lines(const char *path) {
  char text[8192];
  int fd = open(path, O_RDONLY), count = 0;
  ssize_t n = read(fd, text, sizeof text);
  for (ssize_t i = 0; i < n; i++) count += text[i] == '\n';
  close(fd);
  printf("%s: %d objects\n", path, count - 1);
}

static void setting(const char *path, const char *text) {
  char now[80] = {0};
  if (text != NULL) {
    int fd = open(path, O_WRONLY);
    SHOW(write(fd, text, strlen(text)));
    close(fd);
  }
  int fd = open(path, O_RDONLY);
  if (read(fd, now, sizeof now - 1) >= 0) printf("%s: %s", path, now);
  close(fd);
}

static unsigned long number(const char *path) {
  struct stat it;
  return stat(path, &it) == 0 ? it.st_ino : 0;
}

static void look(const char *where) {
  printf("-- %s\n", where);
  SHOW_OK(shmget(KEY, 4096, 0));
  SHOW_OK(semget(KEY, 1, 0));
  SHOW_OK(msgget(KEY, 0));
  mqd_t queue = mq_open("/jvisor-ns", O_RDONLY);
  printf("queue: %s\n", queue == -1 ? errname(errno) : "ok");
  if (queue != -1) mq_close(queue);
}

static void make(void) {
  SHOW_OK(shmget(KEY, 4096, IPC_CREAT | IPC_EXCL | 0600));
  SHOW_OK(semget(KEY, 1, IPC_CREAT | IPC_EXCL | 0600));
  SHOW_OK(msgget(KEY, IPC_CREAT | IPC_EXCL | 0600));
  mqd_t queue = mq_open("/jvisor-ns", O_CREAT | O_EXCL | O_RDWR, 0600, NULL);
  printf("queue: %s\n", queue == -1 ? errname(errno) : "ok");
  SHOW(mq_send(queue, "text", 4, 1));
  mq_close(queue);
}

int main(void) {
  if (geteuid() != 0) return printf("needs root\n"), 0;
  unsigned long before = number("/proc/self/ns/ipc");
  if (SHOW(unshare(CLONE_NEWIPC)) != 0) return 1;
  SHOW(number("/proc/self/ns/ipc") != before);
  int outer = open("/proc/self/ns/ipc", O_RDONLY);
  look("nothing yet");
  make();
  look("made");
  lines("/proc/sysvipc/shm");
  lines("/proc/sysvipc/sem");
  lines("/proc/sysvipc/msg");
  setting("/proc/sys/kernel/shmmni", "77");
  setting("/proc/sys/kernel/msgmax", "4000");
  setting("/proc/sys/kernel/sem", "100 200 30 40");
  setting("/proc/sys/fs/mqueue/msg_default", "5");
  char *text = shmat(shmget(KEY, 4096, 0), NULL, 0);
  strcpy(text, "attached");
  struct sembuf up = {.sem_op = 2, .sem_flg = SEM_UNDO};
  SHOW(semop(semget(KEY, 1, 0), &up, 1));

  IN_CHILD("another", {
    SHOW(unshare(CLONE_NEWIPC));
    look("empty again");
    printf("segment: %s\n", text);
    lines("/proc/sysvipc/shm");
    setting("/proc/sys/kernel/shmmni", NULL);
    setting("/proc/sys/kernel/msgmax", NULL);
    setting("/proc/sys/kernel/sem", NULL);
    setting("/proc/sys/fs/mqueue/msg_default", NULL);
    make();
    SHOW(setns(outer, CLONE_NEWIPC));
    look("and back");
    SHOW(shmctl(shmget(KEY, 4096, 0), IPC_RMID, NULL));
    SHOW(msgctl(msgget(KEY, 0), IPC_RMID, NULL));
  });
  look("after the child");
  printf("segment: %s\n", text);
  SHOW(unshare(CLONE_NEWIPC));
  printf("segment: %s\n", text);
  SHOW(setns(outer, 0));
  SHOW(semctl(semget(KEY, 1, 0), 0, GETVAL));
  SHOW(semop(semget(KEY, 1, 0), &up, 1));
  SHOW(setns(outer, 0));
  SHOW(semctl(semget(KEY, 1, 0), 0, GETVAL));
  SHOW(semop(semget(KEY, 1, 0), &up, 1));

  pid_t child = syscall(SYS_clone, CLONE_NEWIPC | SIGCHLD, 0, 0, 0, 0);
  if (child == 0) {
    look("cloned");
    _exit(0);
  }
  waitpid(child, NULL, 0);
  SHOW(syscall(SYS_clone, CLONE_NEWIPC | CLONE_SYSVSEM | SIGCHLD, 0, 0, 0, 0));
  SHOW(unshare(CLONE_NEWIPC));
  look("a third");
  printf("segment: %s\n", text);
  SHOW(shmdt(text));
  SHOW(setns(outer, 0));
  SHOW(semctl(semget(KEY, 1, 0), 0, GETVAL));
  look("the first");

  // A queue outlives its namespace while it is open.
  SHOW(unshare(CLONE_NEWIPC));
  mqd_t queue = mq_open("/jvisor-ns", O_CREAT | O_RDWR, 0600, NULL);
  SHOW(setns(outer, 0));
  SHOW(mq_send(queue, "kept", 4, 3));
  char message[8192];
  unsigned priority;
  SHOW(mq_receive(queue, message, sizeof message, &priority));
  SHOW(mq_close(queue));
  // A namespace is kept by a descriptor alone.
  SHOW(unshare(CLONE_NEWIPC));
  make();
  int kept = open("/proc/self/ns/ipc", O_RDONLY);
  SHOW(setns(outer, 0));
  SHOW(setns(kept, 0));
  look("kept");
  return 0;
}
