// Thousands of messages between processes: none lost, none twice, in order for each sender.
#include "ipc.h"

#define MESSAGES 2000
#define SENDERS 4

struct message { long type; int from; int number; };

int main(void) {
  int id = new_queue(IPC_PRIVATE, 0600), reply = new_queue(IPC_PRIVATE, 0600);
  for (int s = 0; s < SENDERS; s++) {
    if (MUST(fork()) == 0) {
      for (int i = 0; i < MESSAGES; i++) {
        struct message m = {s + 1, s, i};
        MUST(msgsnd(id, &m, sizeof m - sizeof m.type, 0));
      }
      _exit(0);
    }
  }
  int next[SENDERS] = {0};
  bool inOrder = true;
  for (int i = 0; i < SENDERS * MESSAGES; i++) {
    struct message m;
    MUST(msgrcv(id, &m, sizeof m - sizeof m.type, i % 3 == 0 ? -SENDERS : 0, 0));
    inOrder &= m.number == next[m.from]++ && m.type == m.from + 1;
  }
  for (int s = 0; s < SENDERS; s++) MUST(wait(NULL));
  CHECK(inOrder);
  for (int s = 0; s < SENDERS; s++) printf("%d\n", next[s]);

  pid_t child = MUST(fork());
  for (int i = 0; i < MESSAGES; i++) {
    struct message m = {1, 0, i};
    if (child == 0) {
      MUST(msgrcv(id, &m, sizeof m - sizeof m.type, 1, 0));
      if (m.number != i) printf("%d for %d\n", m.number, i);
      m.type = 2;
      MUST(msgsnd(reply, &m, sizeof m - sizeof m.type, 0));
    } else {
      MUST(msgsnd(id, &m, sizeof m - sizeof m.type, 0));
      MUST(msgrcv(reply, &m, sizeof m - sizeof m.type, 2, 0));
      if (m.number != i) printf("%d for %d\n", m.number, i);
    }
  }
  if (child == 0) _exit(0);
  int status;
  MUST(waitpid(child, &status, 0));
  show_status("ping-pong", status);
  return 0;
}
