package io.jvisor.platform.spi.host;

import io.jvisor.kernel.api.abi.Ioctl;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import java.lang.foreign.MemorySegment;

/**
 * Requests of a terminal of the host ({@code ioctl_tty(2)}). Results are 0 or a negative errno;
 * structures are native memory in the kernel's layout, which the guest's is too.
 */
public final class HostTerminal {
  /** Size of {@code struct termios} as {@code TCGETS} has it. */
  public static final int TERMIOS_BYTES = 36;

  /** Size of {@code struct winsize}. */
  public static final int WINDOW_SIZE_BYTES = 8;

  private HostTerminal() {}

  /** {@code TCGETS}. */
  public static long attributes(int descriptor, MemorySegment target) {
    return request(descriptor, Ioctl.TCGETS, target.address());
  }

  /** {@code TCSETS}, {@code TCSETSW} or {@code TCSETSF}; the latter two wait for the output. */
  public static long setAttributes(int descriptor, int request, MemorySegment source) {
    return request(descriptor, request, source.address());
  }

  /** {@code TIOCGWINSZ}. */
  public static long windowSize(int descriptor, MemorySegment target) {
    return request(descriptor, Ioctl.TIOCGWINSZ, target.address());
  }

  /** {@code TIOCSWINSZ}. */
  public static long setWindowSize(int descriptor, MemorySegment source) {
    return request(descriptor, Ioctl.TIOCSWINSZ, source.address());
  }

  /** {@code FIONREAD}: how many bytes can be read; also of pipes and sockets. */
  public static long readableBytes(int descriptor, MemorySegment target) {
    return request(descriptor, Ioctl.FIONREAD, target.address());
  }

  /** {@code TIOCOUTQ}: how many bytes wait to be put out. */
  public static long queuedBytes(int descriptor, MemorySegment target) {
    return request(descriptor, Ioctl.TIOCOUTQ, target.address());
  }

  /** {@code TCXONC}, {@code TCFLSH}, {@code TCSBRK} or {@code TCSBRKP}, with a number. */
  public static long control(int descriptor, int request, long argument) {
    return request(descriptor, request, argument);
  }

  private static long request(int descriptor, int request, long argument) {
    return HostCall.call(SyscallNumbers.IOCTL, descriptor, request, argument);
  }
}
