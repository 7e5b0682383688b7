// setns(2) to a mount namespace: by file, by process, by a file that is bound; and what keeps one.
#include "mounts.h"
#include <sys/pidfd.h>

static void *nothing(void *gate) {
  gate_wait(gate);
  return NULL;
}

int main(void) {
  // Linux binds only a namespace with a greater number than one's own, and takes the numbers from a store of each CPU.
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(sched_getcpu(), &one);
  MUST(sched_setaffinity(0, sizeof one, &one));
  begin_mounts();
  make_directory("a");
  write_file("name", "");
  struct gate in = gate_new(), out = gate_new();
  pid_t child = MUST(fork());
  if (child == 0) {
    MUST(unshare(CLONE_NEWNS));
    mount_new("theirs", "a");
    write_file("a/f", "of the other namespace");
    gate_open(&in);
    gate_wait(&out);
    _exit(0);
  }
  gate_wait(&in);
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/ns/mnt", child);
  int own = MUST(open("/proc/self/ns/mnt", O_RDONLY));
  int other = MUST(open(path, O_RDONLY));
  int process = MUST(pidfd_open(child, 0));
  SHOW(setns(other, CLONE_NEWUTS));
  SHOW(setns(other, CLONE_NEWNS));
  char cwd[64];
  printf("at %s\n", getcwd(cwd, sizeof cwd));
  show_file("/tmp/a/f");
  show_mounts("there", "/tmp");
  SHOW(setns(own, 0));
  SHOW(access("/tmp/a/f", F_OK));
  SHOW(setns(process, CLONE_NEWNS));
  show_file("/tmp/a/f");
  SHOW(setns(own, CLONE_NEWNS));
  IN_CHILD("user", MUST(setresuid(1000, 1000, 1000)); SHOW(setns(other, 0)));
  // with a thread that shares the root
  struct gate thread_gate = gate_new();
  pthread_t thread;
  pthread_create(&thread, NULL, nothing, &thread_gate);
  SHOW(setns(other, 0));
  gate_open(&thread_gate);
  pthread_join(thread, NULL);
  // bound
  snprintf(path, sizeof path, "/proc/%d/ns/mnt", child);
  MUST(chdir("/tmp"));
  SHOW(mount(path, "name", NULL, MS_BIND, NULL));
  SHOW(mount("/proc/self/ns/mnt", "name", NULL, MS_BIND, NULL));
  show_mounts("bound", "/tmp/name");
  close(other);
  close(process);
  gate_open(&out);
  MUST(waitpid(child, NULL, 0));
  other = MUST(open("name", O_RDONLY));
  struct stat by_name, by_file;
  MUST(stat("name", &by_name));
  MUST(fstat(other, &by_file));
  CHECK(by_name.st_ino == by_file.st_ino);
  SHOW(setns(other, CLONE_NEWNS));
  show_file("/tmp/a/f");
  SHOW(mount("/proc/self/ns/mnt", "/tmp/name", NULL, MS_BIND, NULL));
  SHOW(setns(own, CLONE_NEWNS));
  MUST(chdir("/tmp"));
  IN_CHILD("copy", MUST(unshare(CLONE_NEWNS)); show_mounts("not copied", "/tmp/name"));
  close(other);
  SHOW(umount("name"));
  SHOW(open("name", O_RDONLY) >= 0);
  return 0;
}
