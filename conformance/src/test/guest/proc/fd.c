// /proc/self/fd and fdinfo: names, link texts, opening through them.
#include "guest.h"

static void show_link(int fd) {
  char path[64], text[256] = "";
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(path, text, sizeof text - 1);
  if (n < 0) { printf("%d: %s\n", fd, errname(errno)); return; }
  char *number = strchr(text, '[');
  if (number != NULL && number[1] >= '0' && number[1] <= '9') strcpy(number, "[...]");
  struct stat st;
  lstat(path, &st);
  printf("%d -> %s, mode %o\n", fd, text, st.st_mode);
}

int main(void) {
  write_file("f", "0123456789");
  int rw = MUST(open("f", O_RDWR)), ro = MUST(open("f", O_RDONLY)), wo = MUST(open("f", O_WRONLY | O_APPEND | O_CLOEXEC));
  int p[2];
  MUST(pipe(p));
  int dir = MUST(open(".", O_RDONLY)), null = MUST(open("/dev/null", O_RDWR));
  for (int fd = rw; fd <= null; fd++) show_link(fd);
  show_link(50);
  MUST(unlink("f"));
  show_link(rw);
  // Opening through the link: a new description of the same, even unlinked, file.
  char path[64], buffer[16] = "";
  snprintf(path, sizeof path, "/proc/self/fd/%d", rw);
  MUST(lseek(rw, 5, SEEK_SET));
  int again = MUST(open(path, O_RDONLY));
  SHOW(lseek(again, 0, SEEK_CUR));
  SHOW(read(again, buffer, 10));
  printf("%s\n", buffer);
  snprintf(path, sizeof path, "/proc/self/fd/%d", p[0]);
  int reader = MUST(open(path, O_RDONLY | O_NONBLOCK));
  write(p[1], "pipe", 4);
  SHOW(read(reader, buffer, 16));
  snprintf(path, sizeof path, "/dev/fd/%d", ro);
  SHOW(open(path, O_WRONLY) >= 0);
  SHOW(truncate(path, 3));
  struct stat st;
  fstat(rw, &st);
  printf("size %ld\n", (long)st.st_size);
  SHOW(access("/dev/stdin", F_OK));
  // fdinfo
  snprintf(path, sizeof path, "/proc/self/fdinfo/%d", wo);
  FILE *f = fopen(path, "r");
  char line[128];
  while (f != NULL && fgets(line, sizeof line, f) != NULL)
    if (strncmp(line, "pos:", 4) == 0 || strncmp(line, "flags:", 6) == 0) printf("%s", line);
  if (f != NULL) fclose(f);
  // The listing names exactly the open descriptors.
  DIR *d = opendir("/proc/self/fd");
  bool seen[64] = {false};
  for (struct dirent *e; (e = readdir(d)) != NULL;) if (e->d_name[0] != '.') seen[atoi(e->d_name)] = true;
  for (int i = 0; i < 64; i++) if (seen[i] != (fcntl(i, F_GETFD) >= 0)) printf("%d is listed wrongly\n", i);
  closedir(d);
  close(dir);
  return 0;
}
