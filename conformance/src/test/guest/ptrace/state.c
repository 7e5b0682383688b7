// Register sets of a tracee, its extended state, and its memory by way of /proc.
#include "../trace.h"
#include <elf.h>

static void sets(void) {
  pid_t child = TRACED_CHILD({
    uint64_t in[2] = {0x1111, 0x2222};
    uint64_t out[2];
    unsigned mask = 0;
    __asm__ volatile("movdqu %2,%%xmm9\n int3\n movdqu %%xmm9,%0\n stmxcsr %1" : "=m"(out), "=m"(mask) : "m"(in) : "xmm9");
    printf("child: xmm9 %lx %lx, mxcsr %x\n", out[0], out[1], mask & 0x6000);
  });
  await("sets", child);
  resume(child, 0);
  await("sets", child);
  struct user_fpregs_struct fp;
  SHOW(trace(PTRACE_GETFPREGS, child, 0, ADDRESS(&fp)));
  printf("xmm9 %x %x, cwd %x, mxcsr %x\n", fp.xmm_space[36], fp.xmm_space[38], fp.cwd, fp.mxcsr & 0xffc0);
  fp.xmm_space[36] = 0x3333;
  fp.mxcsr |= 0x2000;
  SHOW(trace(PTRACE_SETFPREGS, child, 0, ADDRESS(&fp)));
  fp.mxcsr = 0xffffffff;
  SHOW(trace(PTRACE_SETFPREGS, child, 0, ADDRESS(&fp)));
  SHOW(trace(PTRACE_GETFPREGS, child, 0, 8));

  static uint64_t area[2048];
  struct iovec part = {area, sizeof area};
  SHOW(trace(PTRACE_GETREGSET, child, NT_X86_XSTATE, ADDRESS(&part)));
  size_t size = part.iov_len;
  CHECK(size >= 576 && size < sizeof area);
  CHECK((area[58] & 3) == 3);  /* the kernel's word with the components of the CPU */
  CHECK((area[64] & 2) == 2);  /* xmm registers are in use */
  printf("xmm9 %lx %lx\n", area[38], area[39]);
  area[39] = 0x4444;
  SHOW(trace(PTRACE_SETREGSET, child, NT_X86_XSTATE, ADDRESS(&part)));
  part.iov_len = size - 8;
  SHOW(trace(PTRACE_SETREGSET, child, NT_X86_XSTATE, ADDRESS(&part)));
  part = (struct iovec){area, 64};
  SHOW(trace(PTRACE_GETREGSET, child, NT_X86_XSTATE, ADDRESS(&part)));
  printf("length %zu\n", part.iov_len);
  part.iov_len = 63;
  SHOW(trace(PTRACE_GETREGSET, child, NT_X86_XSTATE, ADDRESS(&part)));
  part.iov_len = 64;
  SHOW(trace(PTRACE_GETREGSET, child, 0x7777, ADDRESS(&part)));

  struct user_regs_struct registers;
  part = (struct iovec){&registers, sizeof registers + 8};
  SHOW(trace(PTRACE_GETREGSET, child, NT_PRSTATUS, ADDRESS(&part)));
  printf("length %zu\n", part.iov_len);
  CHECK(registers.rsp == peek_user(child, REGISTER(rsp)));
  part.iov_len = 16;
  SHOW(trace(PTRACE_SETREGSET, child, NT_PRSTATUS, ADDRESS(&part)));
  part = (struct iovec){&fp, sizeof fp};
  SHOW(trace(PTRACE_GETREGSET, child, NT_PRFPREG, ADDRESS(&part)));
  printf("length %zu, xmm9 %x %x\n", part.iov_len, fp.xmm_space[36], fp.xmm_space[38]);
  SHOW(trace(PTRACE_SETREGSET, child, NT_PRFPREG, ADDRESS(&part)));
  part.iov_len = 8;
  SHOW(trace(PTRACE_SETREGSET, child, NT_PRFPREG, ADDRESS(&part)));
  part.iov_base = (void *)8;
  SHOW(trace(PTRACE_GETREGSET, child, NT_PRSTATUS, ADDRESS(&part)));
  SHOW(trace(PTRACE_GETREGSET, child, NT_PRSTATUS, 8));
  resume(child, 0);
  await("sets", child);
}

static void *volatile nowhere = (void *)8;
static long value = 77;
static const long constant = 88;

static void proc_memory(void) {
  pid_t child = TRACED_CHILD({
    printf("child: %ld %ld\n", *(volatile long *)&value, *(const volatile long *)&constant);
    execl("/bin/true", "true", NULL);
  });
  await("memory", child);
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/mem", child);
  int fd = MUST(open(path, O_RDWR));
  long word = 0;
  SHOW(pread(fd, &word, sizeof word, ADDRESS(&value)));
  printf("value %ld\n", word);
  word = 78;
  SHOW(pwrite(fd, &word, sizeof word, ADDRESS(&value)));
  word = 89;
  SHOW(pwrite(fd, &word, sizeof word, ADDRESS(&constant)));
  SHOW(pread(fd, &word, sizeof word, 8));
  SHOW(pwrite(fd, &word, sizeof word, 8));
  SHOW(pread(fd, nowhere, 8, ADDRESS(&value)));
  SHOW(pread(fd, &word, 0, 8));
  SHOW_OK(lseek(fd, ADDRESS(&value), SEEK_SET));
  SHOW(read(fd, &word, sizeof word));
  CHECK(lseek(fd, 0, SEEK_CUR) == (long)(ADDRESS(&value) + 8));
  SHOW(lseek(fd, 0, SEEK_END));
  struct iovec local = {&word, 8}, remote = {&value, 8};
  SHOW(process_vm_readv(child, &local, 1, &remote, 1, 0));
  printf("value %ld\n", word);
  resume(child, 0);
  await("exec", child);
  SHOW(pread(fd, &word, sizeof word, ADDRESS(&value)));
  resume(child, 0);
  await("end", child);
  SHOW(pread(fd, &word, sizeof word, ADDRESS(&value)));
  close(fd);
  int own = MUST(open("/proc/self/mem", O_RDWR));
  word = 123;
  SHOW(pwrite(own, &word, sizeof word, ADDRESS(&constant)));
  printf("own constant: %ld\n", *(const volatile long *)&constant);
}

int main(void) {
  sets();
  proc_memory();
}
