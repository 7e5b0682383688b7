package io.jvisor.platform.spi.host;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.IntConsumer;

/**
 * Signals that this process receives, handed to Java: {@code sigaction(2)}.
 *
 * <p>The JVM's own way cannot take {@code SIGQUIT} (its thread dump), {@code SIGUSR2} or real-time
 * signals. So the handler is a few instructions that write the number to a pipe, which a thread
 * reads. Signals that stand for what this process did itself ({@code SIGSEGV} and the like) stay
 * with the JVM, and those of job control keep their default action, so that a shell can stop and
 * continue a sandbox.
 */
public final class HostSignals {
  private static final int PROT_READ_WRITE = 3;
  private static final int PROT_READ_EXECUTE = 5;
  private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
  private static final int O_NONBLOCK_CLOEXEC = 02004000;
  private static final int PAGE = 4096;
  private static final int RECORD = 8;

  /** {@code SA_ONSTACK | SA_RESTART}: a call of the JVM's that is interrupted goes on. */
  private static final int FLAGS = 0x08000000 | 0x10000000;

  /** glibc's {@code struct sigaction}: handler, mask of 128 bytes, flags, restorer. */
  private static final int SIGACTION_SIZE = 152;

  private static final int SIGACTION_FLAGS = 136;
  private static final long SIG_IGN = 1;

  private static final long SIGACTION = HostCall.symbol("sigaction");

  private HostSignals() {}

  /**
   * Receives signals from now on. A signal that this process was started to ignore, as {@code
   * nohup(1)} does, stays ignored.
   *
   * @param signals the numbers
   * @param receiver called on a thread of its own, for one signal at a time; signals of one number
   *     that arrive together may be told once, as with any handler
   */
  public static void receive(int[] signals, IntConsumer receiver) throws ErrnoException {
    Arena arena = Arena.global();
    MemorySegment ends = arena.allocate(ValueLayout.JAVA_INT, 2);
    check(HostCall.call(SyscallNumbers.PIPE2, ends.address(), O_NONBLOCK_CLOEXEC, 0));
    int readEnd = ends.getAtIndex(ValueLayout.JAVA_INT, 0);
    int writeEnd = ends.getAtIndex(ValueLayout.JAVA_INT, 1);
    // The reader blocks; the handler must not.
    final int setFlags = 4;
    check(HostCall.call(SyscallNumbers.FCNTL, readEnd, setFlags, 0));
    long handler = handler(writeEnd);
    MemorySegment action = arena.allocate(SIGACTION_SIZE, 8);
    for (int signal : signals) {
      exchange(signal, 0, action.address());
      if (action.get(ValueLayout.JAVA_LONG, 0) == SIG_IGN) {
        continue;
      }
      action.fill((byte) 0);
      action.set(ValueLayout.JAVA_LONG, 0, handler);
      action.set(ValueLayout.JAVA_INT, SIGACTION_FLAGS, FLAGS);
      exchange(signal, action.address(), 0);
    }
    Thread.ofPlatform().name("signals").daemon().start(() -> deliver(readEnd, receiver));
  }

  /** {@code sigaction(2)}; its result is an {@code int}, of which the upper half is undefined. */
  private static void exchange(int signal, long action, long former) throws ErrnoException {
    if ((int) HostCall.function(SIGACTION, signal, action, former, 0, 0, 0) != 0) {
      throw Errno.EINVAL.exception();
    }
  }

  private static void deliver(int readEnd, IntConsumer receiver) {
    MemorySegment record = Arena.global().allocate(RECORD, RECORD);
    while (HostCall.call(SyscallNumbers.READ, readEnd, record.address(), RECORD) == RECORD) {
      receiver.accept(record.get(ValueLayout.JAVA_INT, 0));
    }
  }

  /** Machine code: {@code write(writeEnd, &signal, 8)}, which leaves {@code errno} alone. */
  private static long handler(int writeEnd) throws ErrnoException {
    byte[] code = {
      0x57, // push rdi: the signal
      (byte) 0xbf, // mov edi, the descriptor
      (byte) writeEnd,
      (byte) (writeEnd >> 8),
      (byte) (writeEnd >> 16),
      (byte) (writeEnd >> 24),
      0x48, // mov rsi, rsp
      (byte) 0x89,
      (byte) 0xe6,
      (byte) 0xba, // mov edx, 8
      RECORD,
      0,
      0,
      0,
      (byte) 0xb8, // mov eax, __NR_write
      SyscallNumbers.WRITE,
      0,
      0,
      0,
      0x0f, // syscall
      0x05,
      0x5f, // pop rdi
      (byte) 0xc3, // ret
    };
    long address =
        check(
            HostCall.function(
                HostCall.symbol("mmap"), 0, PAGE, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0));
    MemorySegment page = MemorySegment.ofAddress(address).reinterpret(PAGE);
    MemorySegment.copy(code, 0, page, ValueLayout.JAVA_BYTE, 0, code.length);
    check(HostCall.call(SyscallNumbers.MPROTECT, address, PAGE, PROT_READ_EXECUTE));
    return address;
  }

  private static long check(long result) throws ErrnoException {
    return Errno.check(result);
  }
}
