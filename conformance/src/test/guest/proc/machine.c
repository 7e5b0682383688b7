// Files of /proc about the machine and its settings: which there are, who may read them, what they begin with.
#include "guest.h"

static char text[1 << 16];

/* The first line up to the names of processors and version numbers. */
static void show_head(const char *path) {
  struct stat st;
  int fd = open(path, O_RDONLY);
  if (fd < 0 || fstat(fd, &st) != 0) { printf("%s: %s\n", path, errname(errno)); return; }
  ssize_t n = read(fd, text, sizeof text - 1);
  close(fd);
  text[n < 0 ? 0 : n] = 0;
  text[strcspn(text, "\n")] = 0;
  for (size_t i = strlen(text); i > 0 && text[i - 1] == ' '; i--) text[i - 1] = 0;
  printf("%s %o: \"%s\"\n", path, st.st_mode, text);
}

static void show_mode(const char *path) {
  struct stat st;
  if (stat(path, &st) != 0) { printf("%s: %s\n", path, errname(errno)); return; }
  int fd = open(path, O_RDONLY);
  printf("%s %o %s\n", path, st.st_mode & ~0200, fd < 0 ? errname(errno) : read(fd, text, sizeof text) >= 0 ? "can be read" : errname(errno));
  close(fd);
}

/* What is a number in /proc/sys, or several. */
static void show_setting(const char *name) {
  char path[128];
  snprintf(path, sizeof path, "/proc/sys/%s", name);
  int fd = open(path, O_RDONLY);
  if (fd < 0) { printf("%s: %s\n", name, errname(errno)); return; }
  ssize_t n = read(fd, text, sizeof text - 1);
  close(fd);
  text[n < 0 ? 0 : n] = 0;
  int words = 0;
  bool all = true;
  for (char *word = strtok(text, "\t\n"); word != NULL; word = strtok(NULL, "\t\n")) {
    words++;
    all &= strspn(word, "-0123456789") == strlen(word);
  }
  printf("%s: %d %s\n", name, words, all ? "numbers" : "words");
}

static long vmstat(const char *key) {
  FILE *f = MUST(fopen("/proc/vmstat", "r"));
  long value = -1, v;
  char name[128];
  while (fscanf(f, "%127s %ld", name, &v) == 2) if (strcmp(name, key) == 0) value = v;
  fclose(f);
  return value;
}

int main(void) {
  static const char *const heads[] = {"/proc/cgroups", "/proc/execdomains", "/proc/interrupts", "/proc/softirqs", "/proc/swaps", "/proc/net/tcp", "/proc/net/tcp6", "/proc/net/udp",
                                      "/proc/net/udp6", "/proc/net/raw6", "/proc/net/netlink", "/proc/net/packet", "/proc/net/route", "/proc/net/arp", "/proc/net/dev", "/proc/net/unix", "/proc/tty/drivers"};
  for (unsigned i = 0; i < sizeof heads / sizeof *heads; i++) show_head(heads[i]);
  if (geteuid() == 0) show_head("/proc/slabinfo");
  static const char *const modes[] = {"/proc/consoles", "/proc/crypto", "/proc/diskstats", "/proc/kallsyms", "/proc/misc", "/proc/partitions", "/proc/vmstat", "/proc/locks", "/proc/devices",
                                      "/proc/filesystems", "/proc/tty/ldiscs", "/proc/net/if_inet6", "/proc/loadavg", "/proc/stat"};
  for (unsigned i = 0; i < sizeof modes / sizeof *modes; i++) show_mode(modes[i]);
  struct stat st;
  MUST(lstat("/proc/net", &st));
  printf("/proc/net %o\n", st.st_mode);
  ssize_t n = MUST(readlink("/proc/net", text, sizeof text));
  printf("%.*s\n", (int)n, text);

  static const char *const keys[] = {"nr_free_pages", "nr_dirty", "pgpgin", "pgpgout", "pswpin", "pswpout", "pgfault", "pgmajfault"};
  for (int i = 0; i < 8; i++) printf("%s %s\n", keys[i], vmstat(keys[i]) >= 0 ? "is there" : "is missing");
  long faults = vmstat("pgfault");
  volatile char *p = MUST(mmap(NULL, 16 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  for (int i = 0; i < 16 << 20; i += 4096) p[i] = 1;
  CHECK(vmstat("pgfault") > faults);

  static const char *const settings[] = {
      "kernel/arch", "kernel/cap_last_cap", "kernel/core_pattern", "kernel/core_pipe_limit", "kernel/core_uses_pid", "kernel/ctrl-alt-del", "kernel/dmesg_restrict", "kernel/domainname",
      "kernel/io_uring_disabled", "kernel/kptr_restrict", "kernel/ngroups_max", "kernel/ns_last_pid", "kernel/numa_balancing", "kernel/overflowuid", "kernel/panic",
      "kernel/panic_on_oops", "kernel/pid_max", "kernel/print-fatal-signals", "kernel/printk", "kernel/pty/max", "kernel/pty/nr", "kernel/random/entropy_avail", "kernel/randomize_va_space",
      "kernel/sched_autogroup_enabled", "kernel/sched_rr_timeslice_ms", "kernel/sched_rt_period_us", "kernel/sched_rt_runtime_us", "kernel/sem", "kernel/shmmax", "kernel/sysctl_writes_strict",
      "kernel/threads-max", "kernel/unprivileged_bpf_disabled", "vm/admin_reserve_kbytes", "vm/dirty_background_ratio", "vm/dirty_expire_centisecs", "vm/dirty_ratio", "vm/hugetlb_shm_group",
      "vm/laptop_mode", "vm/legacy_va_layout", "vm/max_map_count", "vm/memfd_noexec", "vm/min_free_kbytes", "vm/mmap_min_addr", "vm/nr_hugepages", "vm/nr_overcommit_hugepages",
      "vm/oom_dump_tasks", "vm/oom_kill_allocating_task", "vm/overcommit_kbytes", "vm/overcommit_memory", "vm/overcommit_ratio", "vm/page-cluster", "vm/panic_on_oom", "vm/swappiness",
      "vm/unprivileged_userfaultfd", "vm/user_reserve_kbytes", "vm/vfs_cache_pressure", "vm/zone_reclaim_mode", "fs/dentry-state", "fs/dir-notify-enable", "fs/file-max", "fs/file-nr", "fs/inode-nr",
      "fs/inode-state", "fs/lease-break-time", "fs/leases-enable", "fs/mount-max", "fs/nr_open", "fs/overflowgid", "fs/pipe-max-size", "fs/suid_dumpable", "fs/inotify/max_user_watches"};
  for (unsigned i = 0; i < sizeof settings / sizeof *settings; i++) show_setting(settings[i]);
  show_file("/proc/sys/kernel/arch");
  return 0;
}
