// mq_send and mq_receive that wait: time, signals with and without SA_RESTART, hand-over, fork.
// flags: -lrt
#include "mq.h"

static mqd_t q;
static int status;

static pid_t receiver(const char *name) {
  pid_t child = MUST(fork());
  if (child == 0) {
    char text[100] = "";
    unsigned priority;
    errno = 0;
    ssize_t n = mq_receive(q, text, sizeof text, &priority);
    if (n < 0) printf("%s: %s, caught %d\n", name, errname(errno), caught);
    else printf("%s: %zd bytes \"%s\" of priority %u, caught %d\n", name, n, text, priority, caught);
    _exit(0);
  }
  await_sleeping(child);
  return child;
}

static pid_t sender(const char *name, const char *text, unsigned priority) {
  pid_t child = MUST(fork());
  if (child == 0) {
    errno = 0;
    int result = mq_send(q, text, strlen(text) + 1, priority);
    if (name != NULL) printf("%s: %s, caught %d\n", name, result == 0 ? "ok" : errname(errno), caught);
    _exit(0);
  }
  await_sleeping(child);
  return child;
}

static void end(pid_t child) { MUST(waitpid(child, &status, 0)); }
static void send(const char *text, unsigned priority) { MUST(mq_send(q, text, strlen(text) + 1, priority)); }
static void take(void) {
  char text[100];
  unsigned priority;
  ssize_t n = MUST(mq_receive(q, text, sizeof text, &priority));
  printf("took %zd bytes \"%s\" of priority %u\n", n, text, priority);
}

int main(void) {
  const char *name = own_name("wait");
  q = new_mq(name, O_RDWR, 2, 100);
  pid_t a = receiver("first");
  pid_t b = receiver("second");
  send("for the first", 1);
  end(a);
  send("for the second", 2);
  end(b);

  send("one", 1);
  send("two", 2);
  a = sender(NULL, "three", 3);
  b = sender(NULL, "four", 4);
  take();
  end(a);
  take();
  end(b);
  take();
  take();

  for (int flags = 0; flags <= SA_RESTART; flags += SA_RESTART) {
    handle(SIGUSR1, flags);
    a = receiver(flags ? "restarted" : "interrupted");
    kill(a, SIGUSR1);
    if (flags) {
      await_sleeping(a);
      send("after the signal", 1);
    }
    end(a);
    send("one", 1);
    send("two", 2);
    a = sender(flags ? "restarted" : "interrupted", "three", 3);
    kill(a, SIGUSR1);
    if (flags) {
      char text[100];
      await_sleeping(a);
      MUST(mq_receive(q, text, sizeof text, NULL));
      end(a);
      printf("took \"%s\"\n", text);
    } else {
      end(a);
    }
    take();
    take();
  }
  a = receiver("stopped");
  kill(a, SIGSTOP);
  MUST(waitpid(a, &status, WUNTRACED));
  send("to the stopped", 1);
  kill(a, SIGCONT);
  end(a);
  a = receiver("killed");
  kill(a, SIGKILL);
  end(a);
  show_status("killed", status);
  send("kept", 1);
  take();

  /* Time. */
  char text[100];
  struct timespec soon = from_now(20), past = {1, 0}, bad = {1, -1}, bad2 = {1, 1000000000}, before = {-1, 0};
  SHOW(mq_timedreceive(q, text, sizeof text, NULL, &soon));
  SHOW(mq_timedreceive(q, text, sizeof text, NULL, &past));
  SHOW(mq_timedreceive(q, text, sizeof text, NULL, &bad));
  SHOW(mq_timedreceive(q, text, sizeof text, NULL, &bad2));
  SHOW(mq_timedreceive(q, text, sizeof text, NULL, &before));
  SHOW(mq_timedreceive(q, text, sizeof text, NULL, (void *)8));
  SHOW(mq_timedsend(q, "x", 2, 1, &past));
  SHOW(mq_timedsend(q, "x", 2, 1, &bad));
  SHOW(mq_send(q, "y", 2, 1));
  soon = from_now(20);
  SHOW(mq_timedsend(q, "z", 2, 1, &soon));
  SHOW(mq_timedreceive(q, text, sizeof text, NULL, &past));
  SHOW(mq_receive(q, text, sizeof text, NULL));

  /* poll is told. */
  a = MUST(fork());
  if (a == 0) {
    struct pollfd one = {.fd = q, .events = POLLIN};
    SHOW(poll(&one, 1, -1));
    printf("%x\n", one.revents);
    _exit(0);
  }
  await_sleeping(a);
  send("for poll", 1);
  end(a);
  send("full", 1);
  a = MUST(fork());
  if (a == 0) {
    struct pollfd one = {.fd = q, .events = POLLOUT};
    SHOW(poll(&one, 1, -1));
    printf("%x\n", one.revents);
    _exit(0);
  }
  await_sleeping(a);
  MUST(mq_receive(q, text, sizeof text, NULL));
  end(a);
  take();

  /* Waiting on a queue that has no name any more. */
  a = receiver("unnamed");
  MUST(mq_unlink(name));
  send("the end", 9);
  end(a);

  /* Thousands of hand-offs. */
  mqd_t back = new_mq(own_name("back"), O_RDWR, 1, 100);
  a = MUST(fork());
  for (int i = 0; i < 2000; i++) {
    int number = i;
    if (a == 0) {
      MUST(mq_receive(q, text, sizeof text, NULL));
      MUST(mq_send(back, text, sizeof number, 0));
    } else {
      MUST(mq_send(q, (char *)&number, sizeof number, i % 5));
      MUST(mq_receive(back, text, sizeof text, NULL));
      memcpy(&number, text, sizeof number);
      if (number != i) printf("%d for %d\n", number, i);
    }
  }
  if (a == 0) _exit(0);
  end(a);
  show_status("ping-pong", status);
  return 0;
}
