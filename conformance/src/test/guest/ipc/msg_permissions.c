// Who may send, receive, look and remove.
#include "ipc.h"

static int id;

static void check(void) {
  struct { long type; char text[8]; } message = {1, "text"};
  struct msqid_ds status;
  SHOW(msgsnd(id, &message, 5, IPC_NOWAIT));
  SHOW(msgrcv(id, &message, 5, 0, IPC_NOWAIT));
  SHOW(msgctl(id, IPC_STAT, &status));
  status.msg_perm.uid = getuid();
  status.msg_perm.gid = getgid();
  status.msg_perm.mode = 0;
  status.msg_qbytes = 20000;
  SHOW(msgctl(id, IPC_SET, &status));
  status.msg_qbytes = 16384;
  SHOW(msgctl(id, IPC_SET, &status));
  SHOW(msgctl(id, IPC_RMID, NULL));
}

int main(void) {
  if (geteuid() != 0) { printf("not root\n"); return 0; }
  int modes[] = {0600, 0060, 0006, 0444, 0222, 0};
  for (unsigned i = 0; i < sizeof modes / sizeof *modes; i++) {
    id = new_queue(IPC_PRIVATE, modes[i]);
    struct msqid_ds status;
    MUST(msgctl(id, IPC_STAT, &status));
    status.msg_perm.uid = 1001;
    status.msg_perm.gid = 1002;
    MUST(msgctl(id, IPC_SET, &status));
    printf("mode %o\n", modes[i]);
    check_as("group", 3000, 1002, check);
    check_as("other", 3000, 3000, check);
    check_as("owner", 1001, 3000, check);
  }
  return 0;
}
