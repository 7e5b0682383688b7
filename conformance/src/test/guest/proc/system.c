// /proc files about the whole system, uname, sysinfo, sysconf: present and consistent.
#include "guest.h"
#include <sys/statfs.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>

static long meminfo(const char *key) {
  FILE *f = fopen("/proc/meminfo", "r");
  char line[256];
  long value = -1;
  while (fgets(line, sizeof line, f) != NULL) if (strncmp(line, key, strlen(key)) == 0) sscanf(line + strlen(key), "%ld", &value);
  fclose(f);
  return value;
}

int main(void) {
  struct utsname u;
  SHOW(uname(&u));
  printf("%s %s\n", u.sysname, u.machine);
  CHECK(atoi(u.release) >= 4);
  CHECK(strlen(u.nodename) > 0 && strlen(u.version) > 0);
  SHOW(uname((struct utsname *)8));
  char host[100];
  SHOW(gethostname(host, sizeof host));
  CHECK(strcmp(host, u.nodename) == 0);
  struct sysinfo s;
  SHOW(sysinfo(&s));
  CHECK(s.totalram * s.mem_unit > (1UL << 26) && s.freeram <= s.totalram && s.procs > 0 && s.uptime >= 0);
  CHECK(meminfo("MemTotal:") > 65536 && meminfo("MemFree:") <= meminfo("MemTotal:") && meminfo("MemAvailable:") > 0);
  CHECK(sysconf(_SC_NPROCESSORS_ONLN) >= 1 && sysconf(_SC_PAGESIZE) == 4096 && sysconf(_SC_CLK_TCK) == 100);
  cpu_set_t set;
  CHECK(sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) >= 1);
  SHOW(syscall(SYS_sched_getaffinity, 0, 1, &set));
  SHOW(syscall(SYS_sched_getaffinity, 999999, sizeof set, &set));
  FILE *f = fopen("/proc/cpuinfo", "r");
  char line[8192];
  int processors = 0, flags = 0;
  while (fgets(line, sizeof line, f) != NULL) { processors += strncmp(line, "processor", 9) == 0; flags += strncmp(line, "flags", 5) == 0; }
  fclose(f);
  CHECK(processors == sysconf(_SC_NPROCESSORS_ONLN) && flags == processors);
  const char *files[] = {"/proc/version", "/proc/uptime", "/proc/loadavg", "/proc/stat", "/proc/mounts", "/proc/filesystems", "/proc/self/mounts", "/proc/self/mountinfo",
                         "/proc/sys/kernel/ostype", "/proc/sys/kernel/hostname", "/proc/sys/kernel/pid_max", "/proc/sys/kernel/osrelease", "/proc/sys/vm/overcommit_memory"};
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    int fd = open(files[i], O_RDONLY);
    if (fd < 0) printf("%s: %s\n", files[i], errname(errno));
    else { ssize_t n = read(fd, line, sizeof line); printf("%s: %s\n", files[i], n > 0 ? "text" : "empty"); close(fd); }
  }
  show_file("/proc/sys/kernel/ostype");
  f = fopen("/proc/uptime", "r");
  double up = 0, idle = 0;
  CHECK(fscanf(f, "%lf %lf", &up, &idle) == 2 && up > 0);
  fclose(f);
  struct statfs fs;
  SHOW(statfs("/proc", &fs));
  printf("type %lx\n", (unsigned long)fs.f_type);
  SHOW(statfs("/tmp", &fs));
  printf("type %lx\n", (unsigned long)fs.f_type);
  SHOW(statfs("/none", &fs));
  SHOW(fstatfs(99, &fs));
  SHOW(fstatfs(0, &fs));
  SHOW(statfs("/", (struct statfs *)8));
  // Every process that exists is listed.
  pid_t child = MUST(fork());
  if (child == 0) { pause(); _exit(0); }
  DIR *d = opendir("/proc");
  int self = 0, kid = 0;
  for (struct dirent *e; (e = readdir(d)) != NULL;) { self += atoi(e->d_name) == getpid(); kid += atoi(e->d_name) == child; }
  printf("self %d child %d\n", self, kid);
  kill(child, SIGKILL);
  wait(NULL);
  return 0;
}
