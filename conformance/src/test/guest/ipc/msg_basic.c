// msgget, msgsnd, msgrcv, msgctl without anybody waiting: types, sizes, limits, copies, errors.
#include "ipc.h"

static struct { long type; char text[9000]; } in, out;
static int id;

static void send(long type, const char *text) {
  out.type = type;
  strcpy(out.text, text);
  MUST(msgsnd(id, &out, strlen(text) + 1, IPC_NOWAIT));
}

static void receive(long type, int flags) {
  memset(&in, 0, sizeof in);
  errno = 0;
  long n = msgrcv(id, &in, 100, type, IPC_NOWAIT | flags);
  if (n < 0) printf("type %ld flags %x: %s\n", type, flags, errname(errno));
  else printf("type %ld flags %x: %ld bytes, type %ld, \"%s\"\n", type, flags, n, in.type, in.text);
}

static void fill(void) {
  send(5, "five");
  send(3, "three");
  send(7, "seven");
  send(3, "three again");
  send(2, "two");
  send(9, "nine");
}

static void drain(void) { while (msgrcv(id, &in, sizeof in.text, 0, IPC_NOWAIT) >= 0) {} }

int main(void) {
  key_t key = own_key(6);
  SHOW(msgget(key, 0600));
  id = new_queue(key, IPC_CREAT | IPC_EXCL | 0640);
  CHECK(msgget(key, 0) == id);
  SHOW(msgget(key, IPC_CREAT | IPC_EXCL));

  fill();
  receive(0, 0);
  receive(3, 0);
  receive(4, 0);
  receive(-4, 0);
  receive(-4, 0);
  receive(-1, 0);
  receive(LONG_MIN, 0);
  receive(0, 0);
  receive(0, 0);
  fill();
  receive(5, MSG_EXCEPT);
  receive(5, MSG_EXCEPT);
  receive(0, MSG_EXCEPT);
  receive(-3, MSG_EXCEPT);
  drain();
  send(4, "a"); send(1, "b"); send(4, "c"); send(1, "d");
  for (int i = 0; i < 5; i++) receive(-100, 0);

  /* Copies leave the queue as it is. */
  fill();
  for (int i = -1; i < 8; i += 1) receive(i, MSG_COPY);
  SHOW(msgrcv(id, &in, 100, 0, MSG_COPY));
  SHOW(msgrcv(id, &in, 100, 0, MSG_COPY | MSG_EXCEPT | IPC_NOWAIT));
  SHOW(msgrcv(id, &in, 2, 0, MSG_COPY | IPC_NOWAIT));
  SHOW(msgrcv(id, &in, 2, 0, MSG_COPY | MSG_NOERROR | IPC_NOWAIT));
  drain();

  /* Sizes. */
  send(1, "a long message");
  SHOW(msgrcv(id, &in, 4, 0, IPC_NOWAIT));
  SHOW(msgrcv(id, &in, 4, 0, IPC_NOWAIT | MSG_NOERROR));
  printf("%.4s\n", in.text);
  SHOW(msgrcv(id, &in, 4, 0, IPC_NOWAIT));
  out.type = 1;
  SHOW(msgsnd(id, &out, 0, IPC_NOWAIT));
  SHOW(msgrcv(id, &in, 0, 0, IPC_NOWAIT));
  SHOW(msgsnd(id, &out, 8192, IPC_NOWAIT));
  SHOW(msgsnd(id, &out, 8193, IPC_NOWAIT));
  SHOW(msgsnd(id, &out, -1, IPC_NOWAIT));
  SHOW(msgsnd(id, &out, 8192, IPC_NOWAIT));
  SHOW(msgsnd(id, &out, 1, IPC_NOWAIT));
  SHOW(msgsnd(id, &out, 0, IPC_NOWAIT));
  struct msqid_ds status;
  MUST(msgctl(id, IPC_STAT, &status));
  printf("qnum %lu cbytes %lu qbytes %lu lspid %d lrpid %d mode %o key %d\n", status.msg_qnum, status.__msg_cbytes, status.msg_qbytes,
         status.msg_lspid == getpid(), status.msg_lrpid == getpid(), status.msg_perm.mode, status.msg_perm.__key == key);
  CHECK(labs(status.msg_stime - time(NULL)) < 3 && labs(status.msg_rtime - time(NULL)) < 3 && labs(status.msg_ctime - time(NULL)) < 3);
  drain();

  /* The queue's own limit. */
  status.msg_qbytes = 10;
  SHOW(msgctl(id, IPC_SET, &status));
  SHOW(msgsnd(id, &out, 10, IPC_NOWAIT));
  SHOW(msgsnd(id, &out, 0, IPC_NOWAIT));
  drain();
  SHOW(msgsnd(id, &out, 11, IPC_NOWAIT));
  for (int i = 0; i < 11; i++) {
    if (msgsnd(id, &out, 0, IPC_NOWAIT) < 0) printf("%d: %s\n", i, errname(errno));
  }
  drain();
  status.msg_qbytes = 16384;
  status.msg_perm.mode = 07777;
  SHOW(msgctl(id, IPC_SET, &status));
  MUST(msgctl(id, IPC_STAT, &status));
  printf("mode %o\n", status.msg_perm.mode);
  status.msg_perm.uid = -1;
  SHOW(msgctl(id, IPC_SET, &status));

  /* Errors. */
  out.type = 0;
  SHOW(msgsnd(id, &out, 1, 0));
  out.type = -1;
  SHOW(msgsnd(id, &out, 1, 0));
  out.type = 1;
  SHOW(msgsnd(-1, &out, 1, 0));
  SHOW(msgsnd(id + 0x10000, &out, 1, 0));
  SHOW(msgsnd(id, (void *)8, 1, 0));
  SHOW(msgrcv(-1, &in, 1, 0, 0));
  SHOW(msgrcv(id + 0x10000, &in, 1, 0, 0));
  SHOW(msgrcv(id, &in, -1, 0, 0));
  SHOW(msgctl(id, IPC_STAT, (void *)8));
  SHOW(msgctl(id, 88, &status));
  SHOW(msgctl(-1, IPC_STAT, &status));
  send(1, "lost");
  SHOW(msgrcv(id, (void *)8, 100, 0, 0));
  receive(0, 0);

  struct msginfo info;
  CHECK(msgctl(0, IPC_INFO, (void *)&info) >= 0);
  printf("msgssz %d msgseg %u\n", info.msgssz, info.msgseg);
  send(1, "counted");
  int highest = msgctl(0, MSG_INFO, (void *)&info);
  CHECK(info.msgpool >= 1 && info.msgmap >= 1 && info.msgtql >= 8);
  int found = 0;
  for (int i = 0; i <= highest; i++) found += msgctl(i, MSG_STAT, &status) == id;
  for (int i = 0; i <= highest; i++) found += msgctl(i, 13 /* MSG_STAT_ANY */, &status) == id;
  printf("found %d\n", found);
  SHOW(msgctl(id, IPC_RMID, NULL));
  SHOW(msgctl(id, IPC_RMID, NULL));
  SHOW(msgsnd(id, &out, 1, IPC_NOWAIT));
  return 0;
}
