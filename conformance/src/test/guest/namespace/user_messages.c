// What user namespaces see of each other's users: signals, waits, sockets, System V objects, proc.
#include "guest.h"

#include <grp.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/signalfd.h>
#include <sys/socket.h>

static void put(const char *path, const char *text) {
  int fd = open(path, O_WRONLY);
  if (fd == -1 || write(fd, text, strlen(text)) == -1) printf("%s: %s\n", path, errname(errno));
  close(fd);
}

static int go[2], back[2], sockets[2], streams[2], shown;
static pid_t child;

static void tell(int fd) { if (write(fd, "x", 1) != 1) _exit(9); }

static void hear(int fd) {
  char byte;
  if (read(fd, &byte, 1) != 1) _exit(8);
}

static void status(const char *path) {
  char line[256];
  FILE *file = fopen(path, "r");
  while (file != NULL && fgets(line, sizeof line, file) != NULL)
    if (strncmp(line, "Uid", 3) == 0 || strncmp(line, "Gid", 3) == 0 || strncmp(line, "Groups", 6) == 0) fputs(line, stdout);
  fclose(file);
}

static void take(const char *where) {
  sigset_t set;
  siginfo_t info = {0};
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigaddset(&set, SIGRTMIN);
  sigaddset(&set, SIGCHLD);
  int sig = sigwaitinfo(&set, &info);
  printf("%s: %s code %d uid %d\n", where, signame(sig), info.si_code, info.si_uid);
}

static long queue(pid_t to, int uid) {
  siginfo_t info = {.si_signo = SIGRTMIN, .si_code = SI_QUEUE};
  info.si_pid = getpid();
  info.si_uid = uid;
  return syscall(SYS_rt_sigqueueinfo, to, SIGRTMIN, &info);
}

static void credentials(const char *where, int fd, bool receive, int uid, int gid) {
  char data = 'x', control[64] = {0};
  struct iovec vector = {&data, 1};
  struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  if (receive) {
    if (recvmsg(fd, &message, 0) != 1) printf("recvmsg: %s\n", errname(errno));
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&message); c != NULL; c = CMSG_NXTHDR(&message, c)) {
      struct ucred *sender = (struct ucred *)CMSG_DATA(c);
      printf("%s: from %d %d\n", where, sender->uid, sender->gid);
    }
    return;
  }
  struct cmsghdr *c = CMSG_FIRSTHDR(&message);
  c->cmsg_level = SOL_SOCKET;
  c->cmsg_type = SCM_CREDENTIALS;
  c->cmsg_len = CMSG_LEN(sizeof(struct ucred));
  message.msg_controllen = CMSG_SPACE(sizeof(struct ucred));
  *(struct ucred *)CMSG_DATA(c) = (struct ucred){getpid(), uid, gid};
  printf("%s: %s\n", where, sendmsg(fd, &message, 0) == 1 ? "sent" : errname(errno));
}

static void peer(const char *where, int fd) {
  struct ucred it;
  socklen_t length = sizeof it;
  getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &it, &length);
  printf("%s: peer %d %d\n", where, it.uid, it.gid);
  int groups[8];
  length = sizeof groups;
  SHOW(getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups, &length));
  for (unsigned i = 0; i < length / sizeof *groups; i++) printf("group %d\n", groups[i]);
}

static void objects(void) {
  struct shmid_ds segment;
  struct semid_ds set;
  struct msqid_ds messages;
  if (shmctl(shown, IPC_STAT, &segment) == 0) printf("segment %d %d %d %d\n", segment.shm_perm.uid, segment.shm_perm.gid, segment.shm_perm.cuid, segment.shm_perm.cgid);
  int s = semget(IPC_PRIVATE, 1, 0600), q = msgget(IPC_PRIVATE, 0600);
  if (semctl(s, 0, IPC_STAT, &set) == 0) printf("set %d %d\n", set.sem_perm.uid, set.sem_perm.gid);
  if (msgctl(q, IPC_STAT, &messages) == 0) printf("queue %d %d\n", messages.msg_perm.uid, messages.msg_perm.gid);
  set.sem_perm.uid = 70000;
  SHOW(semctl(s, 0, IPC_SET, &set));
  semctl(s, 0, IPC_RMID);
  msgctl(q, IPC_RMID, NULL);
}

static void inside(void) {
  sigset_t set;
  unshare(CLONE_NEWUSER);
  tell(back[1]);
  hear(go[0]);
  gid_t groups[] = {0, 5};
  SHOW(setgroups(2, groups));
  SHOW(setresgid(0, 0, 0));
  SHOW(setresuid(0, 0, 0));
  gid_t read_back[4];
  SHOW(getgroups(4, read_back));
  printf("groups %d %d\n", read_back[0], read_back[1]);
  status("/proc/self/status");
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/status", getppid());
  status(path);
  objects();
  tell(back[1]);
  hear(go[0]);
  take("inside, from kill");
  take("inside, from sigqueue");
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  pid_t grandchild = fork();
  if (grandchild == 0) _exit(setresuid(7, 7, 7));
  take("inside, of a child");
  siginfo_t info = {0};
  waitid(P_PID, grandchild, &info, WEXITED);
  printf("inside, waited for: uid %d\n", info.si_uid);
  SHOW(kill(getppid(), SIGUSR1));
  SHOW(queue(getpid(), 7));
  take("inside, from itself");
  credentials("inside, as 0", sockets[1], false, 0, 0);
  credentials("inside, as 7", sockets[1], false, 7, 5);
  credentials("inside, as nobody", sockets[1], false, 70000, 0);
  int on = 1;
  setsockopt(sockets[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof on);
  tell(back[1]);
  hear(go[0]);
  credentials("inside", sockets[1], true, 0, 0);
  peer("inside", streams[1]);
  int own[2];
  socketpair(AF_UNIX, SOCK_STREAM, 0, own);
  peer("inside, own", own[0]);
  SHOW(getpriority(PRIO_USER, 0));
  SHOW(getpriority(PRIO_USER, 70000));
  SHOW(prctl(PR_GET_DUMPABLE));
  _exit(3);
}

int main(void) {
  if (geteuid() != 0) return printf("needs root\n"), 0;
  setgroups(2, (gid_t[]){4, 100001});
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigaddset(&set, SIGRTMIN);
  sigaddset(&set, SIGCHLD);
  sigprocmask(SIG_BLOCK, &set, NULL);
  shown = shmget(IPC_PRIVATE, 4096, 0666);
  if (pipe(go) || pipe(back) || socketpair(AF_UNIX, SOCK_DGRAM, 0, sockets) || socketpair(AF_UNIX, SOCK_STREAM, 0, streams)) return 1;
  child = fork();
  if (child == 0) inside();
  hear(back[0]);
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/uid_map", child);
  put(path, "0 100000 1000");
  snprintf(path, sizeof path, "/proc/%d/gid_map", child);
  put(path, "0 100000 1000");
  tell(go[1]);
  hear(back[0]);
  snprintf(path, sizeof path, "/proc/%d/status", child);
  status(path);
  struct stat it;
  snprintf(path, sizeof path, "/proc/%d", child);
  stat(path, &it);
  printf("owner of the directory: %d %d\n", it.st_uid, it.st_gid);
  SHOW(kill(child, SIGUSR1));
  SHOW(queue(child, 100003));
  tell(go[1]);
  hear(back[0]);
  int on = 1;
  setsockopt(sockets[0], SOL_SOCKET, SO_PASSCRED, &on, sizeof on);
  credentials("outside", sockets[0], true, 0, 0);
  credentials("outside", sockets[0], true, 0, 0);
  credentials("outside, as 100004", sockets[0], false, 100004, 0);
  peer("outside", streams[0]);
  SHOW(setpriority(PRIO_USER, 100000, 3));
  tell(go[1]);
  take("outside, of the child");
  siginfo_t info = {0};
  waitid(P_PID, child, &info, WEXITED);
  printf("outside, waited for: uid %d status %d\n", info.si_uid, info.si_status);
  shmctl(shown, IPC_RMID, NULL);
  return 0;
}
