// msgsnd and msgrcv that wait: who gets what, signals, removal, changed limits.
#include "ipc.h"

static struct { long type; char text[8192]; } message;
static int id;
static int status;

static pid_t receiver(const char *name, long type, size_t size, int flags) {
  pid_t child = MUST(fork());
  if (child == 0) {
    errno = 0;
    long n = msgrcv(id, &message, size, type, flags);
    if (name == NULL) _exit(n < 0 ? errno : n);
    if (n < 0) printf("%s: %s\n", name, errname(errno));
    else printf("%s: %ld bytes of type %ld\n", name, n, message.type);
    _exit(0);
  }
  await_sleeping(child);
  return child;
}

static pid_t sender(const char *name, long type, size_t size) {
  pid_t child = MUST(fork());
  if (child == 0) {
    message.type = type;
    errno = 0;
    printf("%s: %s\n", name, msgsnd(id, &message, size, 0) == 0 ? "ok" : errname(errno));
    _exit(0);
  }
  await_sleeping(child);
  return child;
}

static void send(long type, size_t size) { message.type = type; MUST(msgsnd(id, &message, size, IPC_NOWAIT)); }
static long take(long type) { return msgrcv(id, &message, sizeof message.text, type, IPC_NOWAIT); }
static void end(pid_t child) { MUST(waitpid(child, &status, 0)); }

static void show(void) {
  struct msqid_ds queue;
  MUST(msgctl(id, IPC_STAT, &queue));
  printf("%lu messages, %lu bytes\n", queue.msg_qnum, queue.__msg_cbytes);
}

int main(void) {
  id = new_queue(IPC_PRIVATE, 0600);
  pid_t a = receiver("any", 0, 100, 0);
  send(4, 10);
  end(a);
  show();
  a = receiver("of type 5", 5, 100, 0);
  pid_t b = receiver("not of type 5", 5, 100, MSG_EXCEPT);
  pid_t c = receiver("up to 3", -3, 100, 0);
  send(7, 1);
  end(b);
  send(4, 2);
  show();
  send(3, 3);
  end(c);
  send(5, 4);
  end(a);
  show();
  SHOW(take(0));

  /* In turn. */
  pid_t all[4];
  for (int i = 0; i < 4; i++) {
    char name[16];
    snprintf(name, sizeof name, "receiver %d", i);
    all[i] = receiver(name, 0, 100, 0);
  }
  for (int i = 0; i < 4; i++) { send(1, i); end(all[i]); }

  /* One who has no room for it is told, and the next gets it. */
  a = receiver("small", 0, 4, 0);
  b = receiver(NULL, 0, 4, MSG_NOERROR);
  send(1, 50);
  end(a);
  end(b);
  show_status("cut", status);
  show();

  /* Senders. */
  send(1, 8192);
  send(2, 8000);
  a = sender("large", 3, 8192);
  b = sender("small", 4, 100);
  end(b);
  show();
  SHOW(take(4));
  show();
  long taken = take(2);
  end(a);
  printf("took %ld\n", taken);
  show();
  b = sender("medium", 4, 500);
  taken = take(1);
  end(b);
  printf("took %ld\n", taken);
  show();
  while (take(0) >= 0) {}
  show();

  /* Signals: with a handler EINTR, with SA_RESTART too. */
  for (int flags = 0; flags <= SA_RESTART; flags += SA_RESTART) {
    handle(SIGUSR1, flags);
    a = receiver("interrupted", 0, 100, 0);
    kill(a, SIGUSR1);
    end(a);
    send(1, 8192);
    send(1, 8192);
    a = sender("interrupted", 1, 1);
    kill(a, SIGUSR1);
    end(a);
    while (take(0) >= 0) {}
  }
  show();
  /* Without one they go on. */
  a = receiver("stopped", 0, 100, 0);
  kill(a, SIGSTOP);
  MUST(waitpid(a, &status, WUNTRACED));
  kill(a, SIGCONT);
  await_sleeping(a);
  send(1, 5);
  end(a);
  a = receiver("stopped and served", 0, 100, 0);
  kill(a, SIGSTOP);
  MUST(waitpid(a, &status, WUNTRACED));
  send(1, 6);
  kill(a, SIGCONT);
  end(a);
  a = receiver("killed", 0, 100, 0);
  kill(a, SIGKILL);
  end(a);
  show_status("killed", status);
  send(1, 5);
  show();
  SHOW(take(0));

  /* A higher limit lets a sender go on; a mode that forbids it ends the wait. */
  struct msqid_ds queue;
  MUST(msgctl(id, IPC_STAT, &queue));
  queue.msg_qbytes = 8192;
  MUST(msgctl(id, IPC_SET, &queue));
  send(1, 8192);
  a = sender("room", 1, 10);
  queue.msg_qbytes = 16384;
  MUST(msgctl(id, IPC_SET, &queue));
  end(a);
  show();
  while (take(0) >= 0) {}
  if (geteuid() == 0) {
    queue.msg_perm.mode = 0666;
    MUST(msgctl(id, IPC_SET, &queue));
    a = MUST(fork());
    if (a == 0) {
      MUST(setresuid(3000, 3000, 3000));
      SHOW(msgrcv(id, &message, 100, 0, 0));
      _exit(0);
    }
    await_sleeping(a);
    queue.msg_perm.mode = 0600;
    MUST(msgctl(id, IPC_SET, &queue));
    end(a);
  }

  /* Removal. */
  a = receiver("removed", 0, 100, 0);
  MUST(msgctl(id, IPC_RMID, NULL));
  end(a);
  id = new_queue(IPC_PRIVATE, 0600);
  send(1, 8192);
  send(1, 8192);
  a = sender("removed", 1, 1);
  MUST(msgctl(id, IPC_RMID, NULL));
  end(a);
  return 0;
}
