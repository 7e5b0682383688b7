// sendfile, copy_file_range, splice and tee between files and pipes.
#include "guest.h"
#include <sys/sendfile.h>

int main(void) {
  char buffer[64] = "";
  write_file("in", "0123456789abcdef");
  int in = MUST(open("in", O_RDONLY));
  int out = MUST(open("out", O_RDWR | O_CREAT, 0644));
  SHOW(sendfile(out, in, NULL, 4));
  off_t offset = 10;
  SHOW(sendfile(out, in, &offset, 100));
  printf("offset %ld, position %ld\n", (long)offset, (long)lseek(in, 0, SEEK_CUR));
  show_file("out");
  SHOW(sendfile(out, -1, NULL, 4));
  SHOW(sendfile(in, out, NULL, 4));
  offset = -1;
  SHOW(sendfile(out, in, &offset, 4));
  int append = MUST(open("out", O_WRONLY | O_APPEND));
  SHOW(sendfile(append, in, NULL, 4));
  loff_t from = 2, to = 1;
  SHOW(copy_file_range(in, &from, out, &to, 5, 0));
  printf("from %ld to %ld\n", (long)from, (long)to);
  show_file("out");
  SHOW(copy_file_range(in, NULL, out, NULL, 5, 1));
  SHOW(copy_file_range(in, NULL, in, NULL, 5, 0));
  from = 100;
  SHOW(copy_file_range(in, &from, out, &to, 5, 0));
  SHOW(copy_file_range(in, NULL, append, NULL, 5, 0));
  int p[2], q[2];
  MUST(pipe(p));
  MUST(pipe(q));
  SHOW(copy_file_range(in, NULL, p[1], NULL, 5, 0));
  offset = 0;
  SHOW(sendfile(p[1], in, &offset, 6));
  SHOW(read(p[0], buffer, 64));
  loff_t at = 3;
  SHOW(splice(in, &at, p[1], NULL, 5, 0));
  printf("at %ld\n", (long)at);
  SHOW(tee(p[0], q[1], 3, 0));
  SHOW(read(q[0], buffer, 64));
  SHOW(splice(p[0], NULL, out, NULL, 64, 0));
  SHOW(splice(in, &at, out, NULL, 5, 0));
  SHOW(splice(p[0], &at, out, NULL, 5, 0));
  SHOW(splice(p[0], NULL, q[1], NULL, 5, SPLICE_F_NONBLOCK));
  SHOW(tee(in, q[1], 3, 0));
  show_file("out");
  return 0;
}
