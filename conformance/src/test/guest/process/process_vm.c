// process_vm_readv(2) and process_vm_writev(2) between a parent and its child, and their errors.
#include "guest.h"

static char buffer[3 * 4096] __attribute__((aligned(4096)));

static void show(const char *what, ssize_t result) {
  if (result < 0) printf("%s: %s\n", what, errname(errno));
  else printf("%s: %zd\n", what, result);
}

int main(void) {
  char *hole = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  char *wall = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  memset(hole, 'h', 8192);
  strcpy(buffer, "the parent's text");
  int ready[2], go[2];
  pipe(ready);
  pipe(go);
  pid_t child = fork();
  if (child == 0) {
    strcpy(buffer, "the child's own text");
    strcpy(buffer + 4096, "and its second page");
    munmap(hole + 4096, 4096);
    write(ready[1], "", 1);
    read(go[0], &(char){0}, 1);
    printf("child has: %s|%s|%s\n", buffer, buffer + 4096, hole + 4000);
    _exit(0);
  }
  read(ready[0], &(char){0}, 1);

  char one[64] = {0}, two[64] = {0};
  struct iovec local[2] = {{one, 8}, {two, 40}};
  struct iovec remote[2] = {{buffer, 20}, {buffer + 4096, 20}};
  show("readv", process_vm_readv(child, local, 2, remote, 2, 0));
  printf("%s|%s\n", one, two);
  struct iovec small = {one, 4};
  show("less room", process_vm_readv(child, &small, 1, remote, 2, 0));
  struct iovec end = {hole + 4000, 200};
  struct iovec room = {two, 64};
  char large[200];
  struct iovec much = {large, 200};
  show("up to a hole", process_vm_readv(child, &much, 1, &end, 1, 0));
  struct iovec gone = {hole + 4096, 10};
  show("in a hole", process_vm_readv(child, &room, 1, &gone, 1, 0));
  show("into what is read-only", process_vm_readv(child, &(struct iovec){wall, 10}, 1, remote, 1, 0));

  strcpy(one, "written ");
  strcpy(two, "by the parent");
  struct iovec out[2] = {{one, 8}, {two, 14}};
  show("writev", process_vm_writev(child, out, 2, remote, 2, 0));
  show("over a page's end", process_vm_writev(child, &(struct iovec){"12345678", 9}, 1, &(struct iovec){hole + 4087, 9}, 1, 0));
  show("to what is read-only", process_vm_writev(child, out, 2, &(struct iovec){wall, 10}, 1, 0));
  show("own memory", process_vm_readv(getpid(), local, 2, remote, 2, 0));

  show("flags", process_vm_readv(child, local, 2, remote, 2, 1));
  show("no such process", process_vm_readv(999999, local, 2, remote, 2, 0));
  show("nothing local", process_vm_readv(child, local, 0, remote, 2, 0));
  show("nothing local, no process", process_vm_readv(999999, local, 0, remote, 2, 0));
  show("nothing remote", process_vm_readv(child, local, 2, remote, 0, 0));
  show("too many", process_vm_readv(child, local, 1025, remote, 2, 0));
  show("too many remote", process_vm_readv(child, local, 2, remote, 1025, 0));
  show("negative length", process_vm_readv(child, &(struct iovec){one, -1}, 1, remote, 2, 0));
  show("negative remote length", process_vm_readv(child, local, 2, &(struct iovec){buffer, -1}, 1, 0));
  show("wild local array", process_vm_readv(child, (void *)8, 1, remote, 2, 0));
  show("wild remote array", process_vm_readv(child, local, 2, (void *)8, 1, 0));
  show("wild remote buffer", process_vm_readv(child, local, 2, &(struct iovec){(void *)8, 8}, 1, 0));
  show("kernel's remote buffer", process_vm_readv(child, local, 2, &(struct iovec){(void *)-4096L, 8}, 1, 0));

  write(go[1], "", 1);
  waitpid(child, NULL, 0);
  show("after its end", process_vm_readv(child, local, 2, remote, 2, 0));
  return 0;
}
