// network_namespaces(7) and unix(7): abstract names are each namespace's own, names with a path are not.
#include "guest.h"

#include <linux/nsfs.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>

static socklen_t fill(struct sockaddr_un *address, const char *name) {
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  memcpy(address->sun_path + (*name == '@'), name + (*name == '@'), strlen(name) - (*name == '@'));
  return offsetof(struct sockaddr_un, sun_path) + strlen(name) + (*name != '@');
}

static int bound(int type, const char *name) {
  struct sockaddr_un address;
  int fd = socket(AF_UNIX, type, 0);
  if (bind(fd, (struct sockaddr *)&address, fill(&address, name)) != 0) printf("bind %s: %s\n", name, errname(errno));
  if (type == SOCK_STREAM) listen(fd, 4);
  return fd;
}

static void reach(const char *where, int type, const char *name) {
  struct sockaddr_un address;
  int fd = socket(AF_UNIX, type, 0);
  int result = connect(fd, (struct sockaddr *)&address, fill(&address, name));
  printf("%s: %s: %s\n", where, name, result == 0 ? "reached" : errname(errno));
  close(fd);
}

static void listed(const char *where, const char *name) {
  char text[65536];
  int fd = open("/proc/self/net/unix", O_RDONLY);
  ssize_t n = 0, got;
  while ((got = read(fd, text + n, sizeof text - 1 - n)) > 0) n += got;
  text[n] = 0;
  close(fd);
  printf("%s: %s %s\n", where, name, strstr(text, name) != NULL ? "listed" : "not listed");
}

int main(void) {
  if (geteuid() != 0) return printf("needs root\n"), 0;
  unlink("jvisor-net-path");
  if (SHOW(unshare(CLONE_NEWNET)) != 0) return 1;
  int outer = open("/proc/self/ns/net", O_RDONLY);
  SHOW(ioctl(outer, NS_GET_NSTYPE) == CLONE_NEWNET);
  int stream = bound(SOCK_STREAM, "@jvisor-net"), datagram = bound(SOCK_DGRAM, "@jvisor-net"), path = bound(SOCK_STREAM, "jvisor-net-path");
  int early = socket(AF_UNIX, SOCK_STREAM, 0);
  reach("own", SOCK_STREAM, "@jvisor-net");
  reach("own", SOCK_DGRAM, "@jvisor-net");
  reach("own", SOCK_STREAM, "jvisor-net-path");
  listed("own", "@jvisor-net");
  IN_CHILD("another", {
    SHOW(unshare(CLONE_NEWNET));
    reach("another", SOCK_STREAM, "@jvisor-net");
    reach("another", SOCK_DGRAM, "@jvisor-net");
    reach("another", SOCK_STREAM, "jvisor-net-path");
    listed("another", "@jvisor-net");
    struct sockaddr_un address;
    // A socket belongs where it was made.
    SHOW(connect(early, (struct sockaddr *)&address, fill(&address, "@jvisor-net")));
    bound(SOCK_STREAM, "@jvisor-net");
    bound(SOCK_STREAM, "@jvisor-net");
    reach("its own", SOCK_STREAM, "@jvisor-net");
    listed("its own", "@jvisor-net");
    SHOW(setns(outer, CLONE_NEWNET));
    listed("back", "@jvisor-net");
    close(stream);
    reach("back", SOCK_STREAM, "@jvisor-net");
  });
  close(stream);
  close(early);
  reach("closed", SOCK_STREAM, "@jvisor-net");
  struct sockaddr_un address;
  socklen_t length = fill(&address, "@jvisor-net");
  SHOW(sendto(socket(AF_UNIX, SOCK_DGRAM, 0), "x", 1, 0, (struct sockaddr *)&address, length));
  close(datagram);
  close(path);
  SHOW(unlink("jvisor-net-path"));
  IN_CHILD("unprivileged", {
    SHOW(setresuid(1000, 1000, 1000));
    SHOW(unshare(CLONE_NEWNET));
    SHOW(setns(outer, 0));
    SHOW(unshare(CLONE_NEWUSER | CLONE_NEWNET));
    SHOW(setns(outer, 0));
    bound(SOCK_STREAM, "@jvisor-net");
    reach("inside", SOCK_STREAM, "@jvisor-net");
  });
  return 0;
}
