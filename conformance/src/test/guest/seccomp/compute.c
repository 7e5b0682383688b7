// What the instructions of a filter compute, with operands of all kinds.
#include "seccomp.h"

#define COMPUTE(index, ...)                                                                                     \
  MUST(INSTALL(0, LOAD(nr), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 20000 + (index), 1, 0), ALLOW, LOAD_AT(24),      \
               BPF_STMT(BPF_MISC | BPF_TAX, 0), LOAD_AT(16), __VA_ARGS__, BPF_STMT(BPF_ST, 3),                   \
               BPF_STMT(BPF_ALU | BPF_RSH | BPF_K, 20), BPF_STMT(BPF_STX, 2), BPF_STMT(BPF_LDX | BPF_MEM, 3),    \
               BPF_STMT(BPF_ALU | BPF_XOR | BPF_X, 0), BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xfff),               \
               BPF_STMT(BPF_ALU | BPF_OR | BPF_K, SECCOMP_RET_ERRNO), BPF_STMT(BPF_RET | BPF_A, 0)))

static const unsigned values[] = {0, 1, 2, 3, 7, 31, 32, 33, 255, 4095, 0x7fffffff, 0x80000000, 0x80000001, 0xdeadbeef, 0xffffffff};
#define VALUES (sizeof values / sizeof values[0])

int main(void) {
  no_new_privs();
  static const struct { const char *name; unsigned operation; } with_x[] = {
      {"add", BPF_ADD}, {"sub", BPF_SUB}, {"mul", BPF_MUL}, {"or", BPF_OR}, {"and", BPF_AND}, {"xor", BPF_XOR}, {"lsh", BPF_LSH}, {"rsh", BPF_RSH}, {"div", BPF_DIV}};
  for (unsigned i = 0; i < 9; i++) {
    COMPUTE(i, BPF_STMT(BPF_ALU | with_x[i].operation | BPF_X, 0));
    for (unsigned a = 0; a < VALUES; a++)
      for (unsigned x = 0; x < VALUES; x++)
        if (values[x] != 0 || with_x[i].operation != BPF_DIV)
          printf("%s %x %x: %ld\n", with_x[i].name, values[a], values[x], raw_call(20000 + i, values[a], values[x], 0, 0, 0, 0));
  }
  int next = 100;
  for (unsigned i = 0; i < 9; i++)
    for (unsigned k = 0; k < VALUES; k += 2) {
      if (with_x[i].operation == BPF_DIV && values[k] == 0) continue;
      if ((with_x[i].operation == BPF_LSH || with_x[i].operation == BPF_RSH) && values[k] > 31) continue;
      COMPUTE(next, BPF_STMT(BPF_ALU | with_x[i].operation | BPF_K, values[k]));
      for (unsigned a = 0; a < VALUES; a++)
        printf("%s %x number %x: %ld\n", with_x[i].name, values[a], values[k], raw_call(20000 + next, values[a], 0, 0, 0, 0, 0));
      next++;
    }
  COMPUTE(next, BPF_STMT(BPF_ALU | BPF_NEG, 0));
  for (unsigned a = 0; a < VALUES; a++) printf("neg %x: %ld\n", values[a], raw_call(20000 + next, values[a], 0, 0, 0, 0, 0));
  next++;
  static const struct { const char *name; unsigned operation; } compare[] = {{"eq", BPF_JEQ}, {"gt", BPF_JGT}, {"ge", BPF_JGE}, {"set", BPF_JSET}};
  for (unsigned i = 0; i < 4; i++) {
    COMPUTE(next, BPF_JUMP(BPF_JMP | compare[i].operation | BPF_X, 0, 0, 2), BPF_STMT(BPF_LD | BPF_IMM, 11), BPF_STMT(BPF_JMP | BPF_JA, 1),
            BPF_STMT(BPF_LD | BPF_IMM, 22));
    for (unsigned a = 0; a < VALUES; a++)
      for (unsigned x = 0; x < VALUES; x++)
        printf("%s %x %x: %ld\n", compare[i].name, values[a], values[x], raw_call(20000 + next, values[a], values[x], 0, 0, 0, 0));
    next++;
    for (unsigned k = 0; k < VALUES; k++) {
      COMPUTE(next, BPF_JUMP(BPF_JMP | compare[i].operation | BPF_K, values[k], 2, 0), BPF_STMT(BPF_LD | BPF_IMM, 33),
              BPF_STMT(BPF_JMP | BPF_JA, 1), BPF_STMT(BPF_LD | BPF_IMM, 44));
      for (unsigned a = 0; a < VALUES; a++)
        printf("%s %x number %x: %ld\n", compare[i].name, values[a], values[k], raw_call(20000 + next, values[a], 0, 0, 0, 0, 0));
      next++;
    }
  }
  COMPUTE(next, BPF_STMT(BPF_LD | BPF_W | BPF_LEN, 0));
  printf("length: %ld\n", RAW(20000 + next++));
  COMPUTE(next, BPF_STMT(BPF_LDX | BPF_W | BPF_LEN, 0), BPF_STMT(BPF_MISC | BPF_TXA, 0));
  printf("length in x: %ld\n", RAW(20000 + next++));
  COMPUTE(next, BPF_STMT(BPF_LDX | BPF_IMM, 5), BPF_STMT(BPF_STX, 9), BPF_STMT(BPF_LD | BPF_MEM, 9));
  printf("by memory: %ld\n", RAW(20000 + next++));
  // a and x are zero at the beginning of each program, whatever the one before left there.
  MUST(INSTALL(0, BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_X, 0, 1, 0), ANSWER(SECCOMP_RET_ERRNO | 1), LOAD(nr),
               ON(30000, SECCOMP_RET_ERRNO | 2), BPF_STMT(BPF_LDX | BPF_IMM, 8), ALLOW));
  printf("begin: %ld %ld\n", RAW(30000), RAW(30000));
  // A division by zero ends the thread as a filter that returns 0 does.
  IN_CHILD("divide by zero", puts("now"); raw_call(20008, 5, 0, 0, 0, 0, 0); puts("alive"));
  return 0;
}
