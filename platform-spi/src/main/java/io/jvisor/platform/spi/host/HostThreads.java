package io.jvisor.platform.spi.host;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashSet;
import java.util.Set;

/**
 * Makes system calls on every other thread of this process, as the C library does for {@code
 * setuid(2)}: namespaces and capabilities belong to a thread, and the virtual machine has started a
 * dozen before it runs any Java. Each thread is sent a signal whose handler, a few instructions of
 * machine code, makes the calls of a table.
 */
final class HostThreads {
  /**
   * A real-time signal that nobody uses: the virtual machine, the C library, and guests neither.
   */
  private static final int SIGNAL = 50;

  /** {@code SA_RESTART | SA_ONSTACK}. */
  private static final int FLAGS = 0x10000000 | 0x08000000;

  private static final int SIGACTION_SIZE = 152;
  private static final int SIGACTION_FLAGS = 136;

  /** The table: answers (a futex), the last error, the number of calls, then each call. */
  private static final int ANSWERED = 0;

  private static final int ERROR = 4;
  private static final int COUNT = 8;
  private static final int CALLS = 16;
  private static final int CALL_BYTES = 56;

  private static final int FUTEX_WAIT = 0;
  private static final int PATIENCE_SECONDS = 10;
  private static final int PAGE = 4096;
  private static final int PROT_READ_WRITE = 3;
  private static final int PROT_READ_EXECUTE = 5;
  private static final int MAP_PRIVATE_ANONYMOUS = 0x22;

  /** The handler; the address of the table is put in at {@link #TABLE_AT}. */
  private static final int[] HANDLER = {
    0x53, // push rbx
    0x41,
    0x54, // push r12
    0x41,
    0x55, // push r13
    0x48,
    0xbb,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0, // mov rbx, table
    0x44,
    0x8b,
    0x63,
    COUNT, // mov r12d, [rbx + COUNT]
    0x4c,
    0x8d,
    0x6b,
    CALLS, // lea r13, [rbx + CALLS]
    // next:
    0x45,
    0x85,
    0xe4, // test r12d, r12d
    0x74,
    0x2f, // jz done
    0x49,
    0x8b,
    0x45,
    0x00, // mov rax, [r13]
    0x49,
    0x8b,
    0x7d,
    0x08, // mov rdi, [r13 + 8]
    0x49,
    0x8b,
    0x75,
    0x10, // mov rsi, [r13 + 16]
    0x49,
    0x8b,
    0x55,
    0x18, // mov rdx, [r13 + 24]
    0x4d,
    0x8b,
    0x55,
    0x20, // mov r10, [r13 + 32]
    0x4d,
    0x8b,
    0x45,
    0x28, // mov r8, [r13 + 40]
    0x4d,
    0x8b,
    0x4d,
    0x30, // mov r9, [r13 + 48]
    0x0f,
    0x05, // syscall
    0x48,
    0x85,
    0xc0, // test rax, rax
    0x79,
    0x03, // jns ok
    0x89,
    0x43,
    ERROR, // mov [rbx + ERROR], eax
    // ok:
    0x49,
    0x83,
    0xc5,
    CALL_BYTES, // add r13, CALL_BYTES
    0x41,
    0xff,
    0xcc, // dec r12d
    0xeb,
    0xcc, // jmp next
    // done:
    0xf0,
    0xff,
    0x03, // lock inc dword [rbx]
    0xb8,
    202,
    0,
    0,
    0, // mov eax, futex
    0x48,
    0x89,
    0xdf, // mov rdi, rbx
    0xbe,
    1,
    0,
    0,
    0, // mov esi, FUTEX_WAKE
    0xba,
    1,
    0,
    0,
    0, // mov edx, 1
    0x0f,
    0x05, // syscall
    0x41,
    0x5d, // pop r13
    0x41,
    0x5c, // pop r12
    0x5b, // pop rbx
    0xc3, // ret
  };

  private static final int TABLE_AT = 7;

  private static final String TASKS = "/proc/self/task";
  private static final int O_DIRECTORY_CLOEXEC = 0200000 | 02000000;

  private HostThreads() {}

  /**
   * Makes calls on all threads but the calling one, those that start meanwhile included.
   *
   * @param tasks an open {@code /proc/self/task}
   * @param calls a number and up to six arguments each; they may be made twice on a thread
   * @throws HostException when a call failed on a thread, or a thread did not answer
   */
  static void onAllOthers(int tasks, long[]... calls) {
    MemorySegment table = Arena.global().allocate(CALLS + (long) CALL_BYTES * calls.length, 64);
    table.set(ValueLayout.JAVA_INT, COUNT, calls.length);
    for (int i = 0; i < calls.length; i++) {
      for (int j = 0; j < calls[i].length; j++) {
        long at = CALLS + (long) CALL_BYTES * i + (long) Long.BYTES * j;
        table.set(ValueLayout.JAVA_LONG, at, calls[i][j]);
      }
    }
    install(table.address());
    long self = HostCall.call(SyscallNumbers.GETTID, 0, 0, 0);
    long process = HostCall.call(SyscallNumbers.GETPID, 0, 0, 0);
    Set<Integer> done = new HashSet<>();
    int sent = 0;
    boolean isComplete = false;
    while (!isComplete) {
      isComplete = true;
      for (int thread : threads(tasks)) {
        if (thread == self || !done.add(thread)) {
          continue;
        }
        isComplete = false; // and whom it started before it answered is found the next time
        sent += HostCall.call(SyscallNumbers.TGKILL, process, thread, SIGNAL) == 0 ? 1 : 0;
      }
      await(table, sent);
    }
    int error = table.get(ValueLayout.JAVA_INT, ERROR);
    if (error != 0) {
      throw new HostException("a call on every thread", error);
    }
  }

  private static void await(MemorySegment table, int sent) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment timeout = arena.allocate(16, 8);
      timeout.set(ValueLayout.JAVA_LONG, 0, PATIENCE_SECONDS);
      for (; ; ) {
        int answered = table.get(ValueLayout.JAVA_INT, ANSWERED); // fresh, after a host call
        if (answered == sent) {
          return;
        }
        long result =
            HostCall.call(
                SyscallNumbers.FUTEX, table.address(), FUTEX_WAIT, answered, timeout.address(), 0);
        if (result == Errno.ETIMEDOUT.result()) {
          throw new HostException("a call on every thread", result);
        }
      }
    }
  }

  private static void install(long table) {
    long page =
        HostCall.function(
            HostCall.symbol("mmap"), 0, PAGE, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);
    if (page < 0) {
      throw new HostException("mmap", page);
    }
    MemorySegment code = MemorySegment.ofAddress(page).reinterpret(PAGE);
    for (int i = 0; i < HANDLER.length; i++) {
      code.set(ValueLayout.JAVA_BYTE, i, (byte) HANDLER[i]);
    }
    code.set(ValueLayout.JAVA_LONG_UNALIGNED, TABLE_AT, table);
    HostCall.call(SyscallNumbers.MPROTECT, page, PAGE, PROT_READ_EXECUTE);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment action = arena.allocate(SIGACTION_SIZE, 8);
      action.set(ValueLayout.JAVA_LONG, 0, page);
      action.set(ValueLayout.JAVA_INT, SIGACTION_FLAGS, FLAGS);
      HostCall.function(HostCall.symbol("sigaction"), SIGNAL, action.address(), 0, 0, 0, 0);
    }
  }

  /** The ids of this process's threads. */
  static Set<Integer> all() {
    int tasks = openTasks();
    try {
      return threads(tasks);
    } finally {
      HostMemory.close(tasks);
    }
  }

  /**
   * Opens {@code /proc/self/task}.
   *
   * @throws HostException when there is none
   */
  static int openTasks() {
    try (Arena arena = Arena.ofConfined()) {
      long path = HostText.cString(arena, TASKS).address();
      long opened = HostCall.call(SyscallNumbers.OPEN, path, O_DIRECTORY_CLOEXEC, 0);
      if (opened < 0) {
        throw new HostException(TASKS, opened);
      }
      return (int) opened;
    }
  }

  /** The ids of this process's threads: the names in a directory of {@code proc(5)}. */
  private static Set<Integer> threads(int tasks) {
    final int room = 16 << 10;
    Set<Integer> found = new HashSet<>();
    HostCall.call(SyscallNumbers.LSEEK, tasks, 0, 0);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment entries = arena.allocate(room, 8);
      for (; ; ) {
        long end = HostCall.call(SyscallNumbers.GETDENTS64, tasks, entries.address(), room);
        if (end <= 0) {
          return found;
        }
        // struct linux_dirent64: inode, offset, length[2], type[1], name
        for (long at = 0; at < end; at += entries.get(ValueLayout.JAVA_SHORT, at + 16)) {
          String name = entries.getString(at + 19);
          if (name.charAt(0) != '.') {
            found.add(Integer.parseInt(name));
          }
        }
      }
    }
  }
}
