// Options of prctl(2) with plain and wild arguments, each in a child of its own; those are left out that depend on rights, the machine or how
// Linux was built.
#include "guest.h"

static uint64_t area[64];

/* What a call returns and how it leaves the place it may write to. */
static void try(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d) {
  for (int i = 0; i < 64; i++) area[i] = 0x5555555555555555;
  errno = 0;
  long result = syscall(SYS_prctl, option, a, b, c, d);
  int error = errno;
  printf("  (%s%lx, %lx, %lx, %lx) = %ld %s", a == (unsigned long)area ? "area, " : "", a == (unsigned long)area ? 0 : a, b, c, d, result, result < 0 ? errname(error) : "");
  if (area[0] != 0x5555555555555555) printf(", wrote %lx", area[0]);
  printf("\n");
}

struct option {
  const char *name;
  int number;
};
#define OPTION(number) {#number, number}

static const struct option plain[] = {
    OPTION(PR_SET_PDEATHSIG), OPTION(PR_GET_PDEATHSIG), OPTION(PR_GET_DUMPABLE), OPTION(PR_SET_DUMPABLE), OPTION(PR_GET_UNALIGN), OPTION(PR_SET_UNALIGN),
    OPTION(PR_GET_KEEPCAPS), OPTION(PR_SET_KEEPCAPS), OPTION(PR_GET_FPEMU), OPTION(PR_SET_FPEMU), OPTION(PR_GET_FPEXC), OPTION(PR_SET_FPEXC), OPTION(PR_GET_TIMING),
    OPTION(PR_SET_TIMING), OPTION(PR_GET_ENDIAN), OPTION(PR_SET_ENDIAN), OPTION(PR_GET_SECCOMP), OPTION(PR_GET_TSC),
    OPTION(PR_GET_SECUREBITS), OPTION(PR_SET_TIMERSLACK), OPTION(PR_TASK_PERF_EVENTS_DISABLE),
    OPTION(PR_TASK_PERF_EVENTS_ENABLE), OPTION(PR_SET_CHILD_SUBREAPER), OPTION(PR_GET_CHILD_SUBREAPER),
    OPTION(PR_SET_NO_NEW_PRIVS), OPTION(PR_GET_NO_NEW_PRIVS), OPTION(PR_SET_THP_DISABLE), OPTION(PR_GET_THP_DISABLE), OPTION(PR_MPX_ENABLE_MANAGEMENT),
    OPTION(PR_MPX_DISABLE_MANAGEMENT), OPTION(PR_SET_FP_MODE), OPTION(PR_GET_FP_MODE), OPTION(PR_SVE_SET_VL), OPTION(PR_SVE_GET_VL),
    OPTION(PR_PAC_RESET_KEYS), OPTION(PR_SET_TAGGED_ADDR_CTRL), OPTION(PR_GET_TAGGED_ADDR_CTRL), {"PR_SET_MDWE", 65}, {"PR_GET_MDWE", 66},
    {"PR_PAC_SET_ENABLED_KEYS", 60}, {"PR_PAC_GET_ENABLED_KEYS", 61}, {"PR_SME_SET_VL", 63}, {"PR_SME_GET_VL", 64},
    {"PR_RISCV_V_SET_CONTROL", 69}, {"PR_PPC_GET_DEXCR", 72}, {"PR_GET_SHADOW_STACK_STATUS", 74},
    {"nothing", 5}, {"nothing", 17}, {"nothing", 48}, {"nothing", 0}};

static void try_all(const struct option *option) {
  static const unsigned long wild[] = {0, 1, 2, 3, 5, 64, 99, 8, -1UL, 1UL << 32, 1UL << 63};
  printf("%s\n", option->name);
  IN_CHILD("  done", {
    for (unsigned i = 0; i < sizeof wild / sizeof *wild; i++) try(option->number, wild[i], 0, 0, 0);
    try(option->number, (unsigned long)area, 0, 0, 0);
  });
  IN_CHILD("  done", {
    try(option->number, 0, 1, 0, 0);
    try(option->number, 0, 0, 1, 0);
    try(option->number, 0, 0, 0, 1);
    try(option->number, 1, 1, 0, 0);
    try(option->number, 1, 0, 1, 0);
    try(option->number, 1, 0, 0, 1);
    try(option->number, 2, 1, 0, 0);
    try(option->number, (unsigned long)area, 1, 0, 0);
    try(option->number, (unsigned long)area, 0, 0, 1);
  });
}

int main(void) {
  for (unsigned i = 0; i < sizeof plain / sizeof *plain; i++) try_all(&plain[i]);

  /* A slack of 0 means the one that the maker had; it has no sign. */
  SHOW(prctl(PR_SET_TIMERSLACK, 12345));
  SHOW(prctl(PR_SET_TIMERSLACK, 0));
  SHOW(prctl(PR_GET_TIMERSLACK));
  SHOW(prctl(PR_SET_TIMERSLACK, -1L));
  SHOW(prctl(PR_GET_TIMERSLACK));
  SHOW(prctl(PR_SET_TIMERSLACK, 77));
  IN_CHILD("a child's default", SHOW(prctl(PR_SET_TIMERSLACK, 1)); SHOW(prctl(PR_SET_TIMERSLACK, 0)); SHOW(prctl(PR_GET_TIMERSLACK)));

  /* Speculation: what there is depends on the machine, what is not there does not. */
  SHOW(prctl(PR_GET_SPECULATION_CTRL, 99, 0, 0, 0));
  SHOW(prctl(PR_GET_SPECULATION_CTRL, 0, 1, 0, 0));
  SHOW(prctl(PR_SET_SPECULATION_CTRL, 99, 0, 0, 0));
  SHOW(prctl(PR_SET_SPECULATION_CTRL, 0, 0, 1, 0));
  return 0;
}
