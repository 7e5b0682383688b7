// Capabilities: capget, capset, the bounding set, what is lost with root, keepcaps, no_new_privs.
#include "guest.h"
#include <linux/capability.h>
#include <linux/securebits.h>
#include <sys/prctl.h>

static void show(const char *what) {
  struct __user_cap_header_struct h = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct d[2];
  if (syscall(SYS_capget, &h, d) != 0) { printf("%s: %s\n", what, errname(errno)); return; }
  printf("%s: chown %d%d%d setuid %d%d%d net_raw %d%d%d\n", what, !!(d[0].effective & (1 << CAP_CHOWN)), !!(d[0].permitted & (1 << CAP_CHOWN)), !!(d[0].inheritable & (1 << CAP_CHOWN)),
         !!(d[0].effective & (1 << CAP_SETUID)), !!(d[0].permitted & (1 << CAP_SETUID)), !!(d[0].inheritable & (1 << CAP_SETUID)),
         !!(d[0].effective & (1 << CAP_NET_RAW)), !!(d[0].permitted & (1 << CAP_NET_RAW)), !!(d[0].inheritable & (1 << CAP_NET_RAW)));
}

static int set(uint32_t effective, uint32_t permitted, uint32_t inheritable) {
  struct __user_cap_header_struct h = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct d[2] = {{effective, permitted, inheritable}, {0, 0, 0}};
  return (int)syscall(SYS_capset, &h, d);
}

int main(void) {
  show("root");
  struct __user_cap_header_struct h = {0x1234, 0};
  struct __user_cap_data_struct d[2];
  SHOW(syscall(SYS_capget, &h, d));
  printf("version %x\n", h.version);
  SHOW(syscall(SYS_capget, &h, NULL));
  h.pid = 999999;
  SHOW(syscall(SYS_capget, &h, d));
  h.pid = -1;
  SHOW(syscall(SYS_capget, &h, d));
  SHOW(syscall(SYS_capget, 8, d));
  write_file("f", "x");
  IN_CHILD("drops all but chown", SHOW(set(1 << CAP_CHOWN, 1 << CAP_CHOWN, 0)); show("after"); SHOW(chown("f", 1, 1)); SHOW(setuid(1000)); SHOW(kill(1, 0) == 0 || errno == EPERM); SHOW(set(1 << CAP_CHOWN | 1 << CAP_SETUID, 1 << CAP_CHOWN | 1 << CAP_SETUID, 0)));
  IN_CHILD("effective only", SHOW(set(0, 1 << CAP_CHOWN, 0)); SHOW(chown("f", 1, 1)); SHOW(set(1 << CAP_CHOWN, 1 << CAP_CHOWN, 0)); SHOW(chown("f", 2, 2)); SHOW(set(1 << CAP_CHOWN, 0, 0)));
  IN_CHILD("no longer root", MUST(setresuid(1000, 1000, 1000)); show("after"));
  IN_CHILD("effective id only", MUST(seteuid(1000)); show("after"); MUST(seteuid(0)); show("back"));
  IN_CHILD("keepcaps", SHOW(prctl(PR_SET_KEEPCAPS, 1)); MUST(setresuid(1000, 1000, 1000)); show("after"); SHOW(prctl(PR_GET_KEEPCAPS)));
  SHOW(prctl(PR_CAPBSET_READ, CAP_CHOWN));
  SHOW(prctl(PR_CAPBSET_READ, 99));
  IN_CHILD("bounding set", SHOW(prctl(PR_CAPBSET_DROP, CAP_CHOWN)); SHOW(prctl(PR_CAPBSET_READ, CAP_CHOWN)); SHOW(prctl(PR_CAPBSET_DROP, 99)); show("unchanged until exec");
    execl("/bin/sh", "sh", "-c", "grep -c '^CapEff:.*[02468ace]$' /proc/self/status", NULL)); // bit 0 is chown
  IN_CHILD("bounding set as a user", MUST(setuid(1000)); SHOW(prctl(PR_CAPBSET_DROP, CAP_CHOWN)));
  IN_CHILD("no new privileges", SHOW(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0)); SHOW(prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0)); SHOW(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)); SHOW(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0)));
  // Override of permission checks comes from capabilities, not from the uid.
  MUST(chmod("f", 0));
  IN_CHILD("root without dac_override", SHOW(set(0, 0, 0)); SHOW(open("f", O_RDONLY)); SHOW(open("f", O_WRONLY)); SHOW(chown("f", 5, 5)));
  return 0;
}
