// Operations and flags of seccomp(2), its relatives in prctl(2), who may install a filter, and in which order errors are found.
#include "seccomp.h"

static int seccomp(unsigned operation, unsigned flags, void *argument) { return syscall(SYS_seccomp, operation, flags, argument); }

int main(void) {
  const struct sock_filter allow[] = {ALLOW};
  struct sock_fprog good = {1, (struct sock_filter *)allow};
  struct sock_fprog empty = {0, (struct sock_filter *)allow};
  struct sock_fprog nowhere = {1, (struct sock_filter *)8};
  struct sock_fprog null = {1, NULL};
  struct sock_fprog wrong = {1, (struct sock_filter[]){BPF_STMT(BPF_LD | BPF_IMM, 0)}};

  SHOW(seccomp(4, 0, NULL));
  SHOW(seccomp(-1, 0, NULL));
  SHOW(seccomp(4, 1, (void *)8));
  SHOW(seccomp(SECCOMP_SET_MODE_STRICT, 1, NULL));
  SHOW(seccomp(SECCOMP_SET_MODE_STRICT, 0, &good));
  SHOW(seccomp(SECCOMP_SET_MODE_STRICT, 0, (void *)8));
  const unsigned actions[] = {SECCOMP_RET_KILL_PROCESS, SECCOMP_RET_KILL_THREAD, SECCOMP_RET_TRAP, SECCOMP_RET_ERRNO, SECCOMP_RET_TRACE,
                              SECCOMP_RET_LOG, SECCOMP_RET_ALLOW, SECCOMP_RET_USER_NOTIF, SECCOMP_RET_ERRNO | 1, 0x00010000, 0xffffffff, 1};
  for (unsigned i = 0; i < sizeof actions / sizeof actions[0]; i++) {
    unsigned action = actions[i];
    printf("%08x: ", action);
    SHOW(seccomp(SECCOMP_GET_ACTION_AVAIL, 0, &action));
  }
  SHOW(seccomp(SECCOMP_GET_ACTION_AVAIL, 0, (void *)8));
  SHOW(seccomp(SECCOMP_GET_ACTION_AVAIL, 0, NULL));
  SHOW(seccomp(SECCOMP_GET_ACTION_AVAIL, 1, (void *)8));
  struct seccomp_notif_sizes sizes;
  SHOW(seccomp(SECCOMP_GET_NOTIF_SIZES, 0, &sizes));
  printf("%d %d %d\n", sizes.seccomp_notif, sizes.seccomp_notif_resp, sizes.seccomp_data);
  SHOW(seccomp(SECCOMP_GET_NOTIF_SIZES, 1, &sizes));
  SHOW(seccomp(SECCOMP_GET_NOTIF_SIZES, 0, (void *)8));
  for (unsigned bit = 6; bit < 32; bit++)
    if (seccomp(SECCOMP_SET_MODE_FILTER, 1U << bit, &good) != -1 || errno != EINVAL) printf("flag %u\n", bit);
  SHOW(seccomp(SECCOMP_SET_MODE_FILTER, 1U << 31, (void *)8));
  SHOW(seccomp(SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_NEW_LISTENER, &good));
  SHOW(seccomp(SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, &good));

  SHOW(prctl(PR_GET_SECCOMP));
  SHOW(prctl(PR_SET_SECCOMP, 0, 0, 0, 0));
  SHOW(prctl(PR_SET_SECCOMP, 3, &good, 0, 0));
  SHOW(prctl(PR_SET_SECCOMP, 0x100000001UL, 0, 0, 0));
  SHOW(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, 8, 0, 0));
  SHOW(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, NULL, 0, 0));

  // Without privileges, and without having given them up: nobody may.
  IN_CHILD("nobody", {
    if (geteuid() == 0) MUST(setresuid(65534, 65534, 65534));
    SHOW(seccomp(SECCOMP_SET_MODE_FILTER, 0, &good));
    SHOW(seccomp(SECCOMP_SET_MODE_FILTER, 0, &wrong));
    SHOW(seccomp(SECCOMP_SET_MODE_FILTER, 0, &null));
    SHOW(seccomp(SECCOMP_SET_MODE_FILTER, 0, &nowhere));
    SHOW(seccomp(SECCOMP_SET_MODE_FILTER, 0, &empty));
    SHOW(seccomp(SECCOMP_SET_MODE_FILTER, 0, (void *)8));
    SHOW(seccomp(SECCOMP_SET_MODE_FILTER, 1U << 20, (void *)8));
    SHOW(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &good, 0, 0));
    no_new_privs();
    SHOW(seccomp(SECCOMP_SET_MODE_FILTER, 0, &wrong));
    SHOW(seccomp(SECCOMP_SET_MODE_FILTER, 0, &null));
    SHOW(seccomp(SECCOMP_SET_MODE_FILTER, 0, &nowhere));
    SHOW(seccomp(SECCOMP_SET_MODE_FILTER, 0, &empty));
    SHOW(seccomp(SECCOMP_SET_MODE_FILTER, 0, &good));
    SHOW(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &good, 0, 0));
    SHOW(prctl(PR_GET_SECCOMP));
    SHOW(seccomp(SECCOMP_SET_MODE_STRICT, 0, NULL));
    SHOW(prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT));
    SHOW(seccomp(SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_LOG | SECCOMP_FILTER_FLAG_SPEC_ALLOW | SECCOMP_FILTER_FLAG_TSYNC_ESRCH, &good));
  });
  // A program at the end of memory, and one that ends behind it.
  char *pages = MUST(mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  MUST(munmap(pages + 4096, 4096));
  no_new_privs();
  struct sock_filter *last = (struct sock_filter *)(pages + 4096) - 2;
  last[0] = last[1] = allow[0];
  SHOW(install_program(last, 2, 0));
  SHOW(install_program(last, 3, 0));
  return 0;
}
