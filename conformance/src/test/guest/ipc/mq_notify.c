// mq_notify: signals with value and sender, one who asks at a time, once only, who is forgotten.
// flags: -lrt
#include "mq.h"

static mqd_t q;
static siginfo_t last;
static volatile int count;

static void on_signal(int sig, siginfo_t *info, void *context) {
  (void)sig, (void)context;
  last = *info;
  count++;
}

static void show_signal(pid_t sender) {
  printf("%d: %s code %s value %d pid %s uid %d\n", count, count ? signame(last.si_signo) : "-", last.si_code == SI_MESGQ ? "SI_MESGQ" : "?",
         last.si_value.sival_int, last.si_pid == sender ? "the sender's" : "another", last.si_uid == getuid());
  count = 0;
}

static void show_text(void) {
  char line[128] = "", pid[16];
  MUST(pread(q, line, sizeof line - 1, 0));
  char *at = strstr(line, "NOTIFY_PID:");
  snprintf(pid, sizeof pid, "%d", getpid());
  printf("%.*s%s\n", (int)(at - line), line, strncmp(at + 11, pid, strlen(pid)) == 0 ? "mine" : strncmp(at + 11, "0 ", 2) == 0 ? "none" : "other");
}

static void drain(void) { char text[100]; while (mq_receive(q, text, sizeof text, NULL) >= 0) {} }

int main(void) {
  q = new_mq(own_name("notify"), O_RDWR | O_NONBLOCK, 5, 100);
  struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_RESTART};
  MUST(sigaction(SIGUSR1, &action, NULL));
  MUST(sigaction(SIGRTMIN + 1, &action, NULL));

  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1, .sigev_value.sival_int = 42};
  SHOW(mq_notify(q, &event));
  show_text();
  SHOW(mq_notify(q, &event));
  MUST(mq_send(q, "a", 1, 0));
  show_signal(getpid());
  show_text();
  MUST(mq_send(q, "b", 1, 0));
  show_signal(getpid());
  /* Not for a queue that has messages; for the first when it is empty again. */
  SHOW(mq_notify(q, &event));
  MUST(mq_send(q, "c", 1, 0));
  show_signal(getpid());
  drain();
  event.sigev_signo = SIGRTMIN + 1;
  event.sigev_value.sival_int = 43;
  SHOW(mq_notify(q, &event));
  pid_t child = MUST(fork());
  if (child == 0) { SHOW(mq_notify(q, &event)); SHOW(mq_notify(q, NULL)); SHOW(mq_send(q, "d", 1, 0)); _exit(0); }
  MUST(waitpid(child, NULL, 0));
  show_signal(child);
  drain();
  event.sigev_signo = SIGRTMIN + 1;
  SHOW(mq_notify(q, &event));
  child = MUST(fork());
  if (child == 0) { SHOW(mq_send(q, "d", 1, 0)); _exit(0); }
  MUST(waitpid(child, NULL, 0));
  show_signal(child);
  drain();

  /* Who waits gets the message, and nobody is told. */
  SHOW(mq_notify(q, &event));
  child = MUST(fork());
  if (child == 0) {
    char text[100];
    fcntl(q, F_SETFL, 0);
    SHOW(mq_receive(q, text, sizeof text, NULL));
    _exit(0);
  }
  await_sleeping(child);
  MUST(mq_send(q, "e", 1, 0));
  MUST(waitpid(child, NULL, 0));
  fcntl(q, F_SETFL, O_NONBLOCK);
  show_signal(0);
  show_text();
  SHOW(mq_notify(q, NULL));
  show_text();
  MUST(mq_send(q, "f", 1, 0));
  show_signal(0);
  drain();
  SHOW(mq_notify(q, NULL));

  /* SIGEV_NONE takes the place, and goes with the first message. */
  event.sigev_notify = SIGEV_NONE;
  SHOW(mq_notify(q, &event));
  show_text();
  SHOW(mq_notify(q, &event));
  MUST(mq_send(q, "g", 1, 0));
  show_signal(0);
  show_text();
  drain();

  /* Closing any descriptor of the queue ends it; so does the end of the process. */
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGUSR1;
  SHOW(mq_notify(q, &event));
  int copy = MUST(dup(q));
  close(copy);
  show_text();
  child = MUST(fork());
  if (child == 0) { SHOW(mq_notify(q, &event)); _exit(0); }
  MUST(waitpid(child, NULL, 0));
  show_text();
  child = MUST(fork());
  if (child == 0) { MUST(mq_notify(q, &event)); pause(); _exit(0); }
  for (;;) {
    char line[128] = "";
    MUST(pread(q, line, sizeof line - 1, 0));
    if (strstr(line, "SIGNO:10") != NULL) break;
    sched_yield();
  }
  show_text();
  SHOW(mq_notify(q, &event));
  SHOW(mq_notify(q, NULL));
  show_text();
  kill(child, SIGKILL);
  MUST(waitpid(child, NULL, 0));
  show_text();

  /* Errors. */
  event.sigev_signo = 65;
  SHOW(mq_notify(q, &event));
  event.sigev_signo = -1;
  SHOW(mq_notify(q, &event));
  event.sigev_notify = 77;
  event.sigev_signo = SIGUSR1;
  SHOW(mq_notify(q, &event));
  event.sigev_notify = SIGEV_THREAD_ID;
  SHOW(mq_notify(q, &event));
  SHOW(syscall(SYS_mq_notify, q, (void *)8));
  SHOW(mq_notify(999, &event));
  event.sigev_notify = SIGEV_SIGNAL;
  SHOW(mq_notify(999, &event));
  event.sigev_signo = 0;
  SHOW(mq_notify(q, &event));
  MUST(mq_send(q, "h", 1, 0));
  show_signal(0);
  show_text();
  /* What the C library makes SIGEV_THREAD of. */
  char cookie[32] = {0};
  event = (struct sigevent){.sigev_notify = SIGEV_THREAD, .sigev_signo = 999, .sigev_value.sival_ptr = cookie};
  SHOW(syscall(SYS_mq_notify, q, &event));
  event.sigev_signo = q;
  SHOW(syscall(SYS_mq_notify, q, &event));
  event.sigev_value.sival_ptr = (void *)8;
  SHOW(syscall(SYS_mq_notify, q, &event));
  return 0;
}
