// /proc/net/unix: a line for each socket.
#include "socket.h"

/* Prints the lines of sockets of ours, without address and inode. */
static void show(const char *what, const int *fds, int count) {
  printf("%s\n", what);
  for (int i = -1; i < count; i++) {
    FILE *table = fopen("/proc/net/unix", "r");
    char line[300];
    fgets(line, sizeof line, table);
    if (i < 0) printf("%s", line);
    struct stat status = {0};
    if (i >= 0) fstat(fds[i], &status);
    while (fgets(line, sizeof line, table) != NULL) {
      unsigned references, protocol, flags, type, state;
      unsigned long inode;
      char name[200] = "";
      if (sscanf(line, "%*x: %x %x %x %x %x %lu %199s", &references, &protocol, &flags, &type, &state, &inode, name) < 6) continue;
      if (i >= 0 && status.st_ino == inode) printf("%d: %08X %08X %04X %02X %s\n", i, protocol, flags, type, state, name);
    }
    fclose(table);
  }
}

int main(void) {
  int fds[6];
  fds[0] = MUST(socket(AF_UNIX, SOCK_STREAM, 0));
  show("new", fds, 1);
  fds[1] = listener(SOCK_SEQPACKET, "@abstract", 5);
  show("listening", fds, 2);
  fds[2] = listener(SOCK_STREAM, "path", 5);
  MUST(connect_to(fds[0], "path"));
  fds[3] = MUST(accept(fds[2], NULL, NULL));
  show("connected", fds, 4);
  fds[4] = MUST(socket(AF_UNIX, SOCK_DGRAM, 0));
  MUST(bind_to(fds[4], "@datagram"));
  show("datagram", fds, 5);
  close(fds[3]);
  show("peer closed", fds, 5);
  char link[20] = "";
  MUST(readlink("/proc/net", link, 19));
  puts(link);
  SHOW(access("/proc/sys/net/unix/max_dgram_qlen", R_OK));
  SHOW(access("/proc/sys/net/core/somaxconn", R_OK));
  return 0;
}
