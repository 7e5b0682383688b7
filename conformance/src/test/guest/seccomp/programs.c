// Which programs are filters: codes, operands, jumps, memory, length; and how many fit on top of each other.
#include "seccomp.h"

#define TRY(...) SHOW(INSTALL(0, __VA_ARGS__))

static struct sock_filter code[8192];

/* How many filters of 4095 such instructions there may be, in a child of its own. */
static void fit(const char *name, struct sock_filter each) {
  IN_CHILD(name, {
    code[0] = (struct sock_filter)BPF_STMT(BPF_LDX | BPF_IMM, 1);
    for (int i = 1; i < 4094; i++) code[i] = each;
    code[4094] = code[4095] = (struct sock_filter)ALLOW;
    int count = 0;
    while (install_program(code, 4096, 0) == 0) count++;
    printf("%d %s\n", count, errname(errno));
  });
}

int main(void) {
  no_new_privs();
  // All codes there are, where they are never reached.
  for (unsigned i = 0; i < 0x10000; i++)
    for (unsigned k = 0; k < 8; k += 4) {
      struct sock_filter each[] = {BPF_STMT(BPF_JMP | BPF_JA, 1), {i, 0, 0, k}, ALLOW, ALLOW, ALLOW, ALLOW, ALLOW, ALLOW};
      if (install_program(each, 8, 0) == 0) printf("%04x with %u\n", i, k);
    }

  TRY(ALLOW);
  TRY(BPF_STMT(BPF_LD | BPF_IMM, 0));
  TRY(ALLOW, BPF_STMT(BPF_LD | BPF_IMM, 0));
  TRY(BPF_STMT(BPF_JMP | BPF_JA, 0), ALLOW);
  TRY(BPF_STMT(BPF_JMP | BPF_JA, 1), ALLOW);
  TRY(BPF_STMT(BPF_JMP | BPF_JA, 0xffffffff), ALLOW);
  TRY(BPF_STMT(BPF_JMP | BPF_JA, 0x7fffffff), ALLOW);
  TRY(ALLOW, BPF_STMT(BPF_JMP | BPF_JA, 0));
  TRY(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1), ALLOW);
  TRY(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0), ALLOW);
  TRY(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 1), ALLOW, ALLOW);
  TRY(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 255, 0), ALLOW, ALLOW);
  for (unsigned offset = 0; offset < 80; offset++)
    if (INSTALL(0, LOAD_AT(offset), ALLOW) == 0) printf("load at %u\n", offset);
  TRY(LOAD_AT(0xfffffffc), ALLOW);
  TRY(LOAD_AT(SKF_AD_OFF + SKF_AD_CPU), ALLOW);
  TRY(BPF_STMT(BPF_ALU | BPF_LSH | BPF_K, 31), ALLOW);
  TRY(BPF_STMT(BPF_ALU | BPF_LSH | BPF_K, 32), ALLOW);
  TRY(BPF_STMT(BPF_ALU | BPF_RSH | BPF_K, 31), ALLOW);
  TRY(BPF_STMT(BPF_ALU | BPF_RSH | BPF_K, -1), ALLOW);
  TRY(BPF_STMT(BPF_ALU | BPF_DIV | BPF_K, 0), ALLOW);
  TRY(BPF_STMT(BPF_LDX | BPF_IMM, 1), BPF_STMT(BPF_ALU | BPF_DIV | BPF_X, 0), ALLOW);
  TRY(BPF_STMT(BPF_ALU | BPF_NEG, 77), ALLOW);

  // Memory is read only where every way there has written it.
  TRY(BPF_STMT(BPF_ST, 15), BPF_STMT(BPF_LD | BPF_MEM, 15), ALLOW);
  TRY(BPF_STMT(BPF_ST, 16), ALLOW);
  TRY(BPF_STMT(BPF_STX, 16), ALLOW);
  TRY(BPF_STMT(BPF_STX, -1), ALLOW);
  TRY(BPF_STMT(BPF_LD | BPF_MEM, 0), ALLOW);
  TRY(BPF_STMT(BPF_LDX | BPF_MEM, 0), ALLOW);
  TRY(BPF_STMT(BPF_ST, 3), BPF_STMT(BPF_LDX | BPF_MEM, 4), ALLOW);
  TRY(BPF_STMT(BPF_ST, 3), BPF_STMT(BPF_LDX | BPF_MEM, 16), ALLOW);
  TRY(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0), BPF_STMT(BPF_ST, 0), BPF_STMT(BPF_LD | BPF_MEM, 0), ALLOW);
  TRY(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 2, 0), BPF_STMT(BPF_ST, 0), BPF_STMT(BPF_JMP | BPF_JA, 1), BPF_STMT(BPF_STX, 0),
      BPF_STMT(BPF_LD | BPF_MEM, 0), ALLOW);
  TRY(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 2, 0), BPF_STMT(BPF_ST, 1), BPF_STMT(BPF_JMP | BPF_JA, 1), BPF_STMT(BPF_STX, 0),
      BPF_STMT(BPF_LD | BPF_MEM, 0), ALLOW);
  // Nothing goes on behind a return or a jump; of a return the kernel believes it all the same.
  TRY(ALLOW, BPF_STMT(BPF_LD | BPF_MEM, 0), ALLOW);
  TRY(BPF_STMT(BPF_JMP | BPF_JA, 1), BPF_STMT(BPF_LD | BPF_MEM, 0), ALLOW);
  TRY(BPF_STMT(BPF_JMP | BPF_JA, 1), BPF_STMT(BPF_LD | BPF_MEM, 16), ALLOW);
  TRY(BPF_STMT(BPF_ST, 0), ALLOW, BPF_STMT(BPF_LD | BPF_MEM, 0), ALLOW);
  TRY(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 2), BPF_STMT(BPF_ST, 0), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 1), ALLOW,
      BPF_STMT(BPF_LD | BPF_MEM, 0), ALLOW);
  TRY(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1), ALLOW, BPF_STMT(BPF_ST, 0), BPF_STMT(BPF_LD | BPF_MEM, 0), ALLOW);

  for (int i = 0; i < 8192; i++) code[i] = (struct sock_filter)ALLOW;
  SHOW(install_program(code, 0, 0));
  SHOW(install_program(code, 4096, 0));
  SHOW(install_program(code, 4097, 0));
  SHOW(install_program(code, 0xffff, 0));
  SHOW(install_program(NULL, 0, 0));
  SHOW(install_program(NULL, 1, 0));
  SHOW(install_program(NULL, 4097, 0));
  SHOW(install_program((void *)8, 1, 0));
  SHOW(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, NULL));
  SHOW(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, 8));

  // The limit is of the instructions that Linux makes of them.
  IN_CHILD("one instruction each", {
    int count = status_value("/proc/self/status", "Seccomp_filters");
    while (INSTALL(0, ALLOW) == 0) count++;
    printf("%d %s\n", count - status_value("/proc/self/status", "Seccomp_filters"), errname(errno));
  });
  fit("load", (struct sock_filter)LOAD(nr));
  fit("load length", (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_LEN, 0));
  fit("store", (struct sock_filter)BPF_STMT(BPF_ST, 0));
  fit("add", (struct sock_filter)BPF_STMT(BPF_ALU | BPF_ADD | BPF_K, 1));
  fit("divide by a number", (struct sock_filter)BPF_STMT(BPF_ALU | BPF_DIV | BPF_K, 3));
  fit("divide by x", (struct sock_filter)BPF_STMT(BPF_ALU | BPF_DIV | BPF_X, 0));
  fit("negate", (struct sock_filter)BPF_STMT(BPF_ALU | BPF_NEG, 0));
  fit("move", (struct sock_filter)BPF_STMT(BPF_MISC | BPF_TXA, 0));
  fit("return", (struct sock_filter)ALLOW);
  fit("jump", (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, 0));
  const unsigned compare[] = {BPF_JEQ, BPF_JGT, BPF_JGE, BPF_JSET};
  for (int i = 0; i < 4; i++)
    for (int where = 0; where < 4; where++) {
      unsigned char yes = where & 1, no = where >> 1;
      char name[64];
      snprintf(name, sizeof name, "jump %x by %u and %u", compare[i], yes, no);
      fit(name, (struct sock_filter)BPF_JUMP(BPF_JMP | compare[i] | BPF_K, 5, yes, no));
      fit("of a large number", (struct sock_filter)BPF_JUMP(BPF_JMP | compare[i] | BPF_K, 0x80000005, yes, no));
      fit("of x", (struct sock_filter)BPF_JUMP(BPF_JMP | compare[i] | BPF_X, 0, yes, no));
    }
  return 0;
}
