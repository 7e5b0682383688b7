package io.jvisor.kernel.core.strace;

import io.jvisor.kernel.api.Arg;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.abi.AtFlags;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.core.task.CloneFlags;

/** One argument of a call as text, by its kind. */
final class ArgumentText {
  private static final int FUTEX_PRIVATE_FLAG = 128;
  private static final int FUTEX_CLOCK_REALTIME = 256;
  private static final long MAP_TYPE = 15;

  private ArgumentText() {}

  /** Whether an argument can be shown only after the call. */
  static boolean isOutput(Arg kind) {
    return switch (kind) {
      case OUT_BUFFER, OUT_WAIT_STATUS, OUT_TIMESPEC, OUT_FD_PAIR, OUT_STAT, OUT_SOCKADDR -> true;
      default -> false;
    };
  }

  /**
   * Shows an argument that the call reads.
   *
   * @param next the argument behind it: the length of a buffer
   */
  static String input(UserMemory memory, Arg kind, long value, long next) {
    return switch (kind) {
      case PATH -> GuestText.path(memory, value);
      case STRING -> GuestText.string(memory, value);
      case IN_BUFFER -> GuestText.buffer(memory, value, next);
      case STRINGS -> GuestText.strings(memory, value);
      case STRING_COUNT -> GuestText.stringCount(memory, value);
      case SIGSET -> GuestText.signalSet(memory, value);
      case SIGACTION -> GuestText.sigAction(memory, value);
      case TIMESPEC -> GuestText.timespec(memory, value);
      case SOCKADDR -> SocketText.address(memory, value, (int) next);
      default -> plain(kind, value);
    };
  }

  /**
   * Shows an argument that the call wrote.
   *
   * @param result what the call returned, not negative
   */
  static String output(UserMemory memory, Arg kind, long value, long result) {
    return switch (kind) {
      case OUT_BUFFER -> GuestText.buffer(memory, value, result);
      case OUT_WAIT_STATUS ->
          result == 0 ? SignalText.address(value) : GuestText.waitStatus(memory, value);
      case OUT_TIMESPEC -> GuestText.timespec(memory, value);
      case OUT_FD_PAIR -> GuestText.descriptorPair(memory, value);
      case OUT_STAT -> GuestText.stat(memory, value);
      case OUT_SOCKADDR -> SocketText.address(memory, value, Short.BYTES);
      default -> plain(kind, value);
    };
  }

  /** Shows an argument without looking at memory. */
  static String plain(Arg kind, long value) {
    int number = (int) value;
    return switch (kind) {
      case INT, FD -> Integer.toString(number);
      case UINT -> Integer.toUnsignedString(number);
      case LONG -> Long.toString(value);
      case SIZE -> Long.toUnsignedString(value);
      case HEX -> value == 0 ? "0" : "0x" + Long.toHexString(value);
      case MODE -> "0" + Integer.toOctalString(number);
      case DIR_FD -> number == AtFlags.AT_FDCWD ? "AT_FDCWD" : Integer.toString(number);
      case SIGNAL -> SignalText.name(number);
      case RESOURCE -> Names.RESOURCE.value(number);
      case WHENCE -> ProcessNames.WHENCE.value(number);
      case FCNTL_COMMAND -> Names.FCNTL.value(number);
      case IOCTL_REQUEST -> Names.IOCTL.value(number);
      case CLOCK_ID -> ProcessNames.CLOCK.value(number);
      case ARCH_PRCTL -> ProcessNames.ARCH_PRCTL.value(number);
      case SECCOMP_OPERATION -> ProcessNames.SECCOMP.value(number);
      case PRCTL -> ProcessNames.PRCTL.value(number);
      case MADVICE -> Names.MADVICE.value(number);
      case SIG_HOW -> ProcessNames.SIG_HOW.value(number);
      default -> flags(kind, value);
    };
  }

  private static String flags(Arg kind, long value) {
    long unsigned = value & 0xffffffffL;
    return switch (kind) {
      case OPEN_FLAGS -> openFlags((int) value);
      case ACCESS_MODE -> ProcessNames.ACCESS.mask(unsigned);
      case AT_FLAGS -> ProcessNames.AT.mask(unsigned);
      case PROT -> Names.PROT.mask(unsigned);
      case MAP_FLAGS -> join(Names.MAP_TYPE.value(value & MAP_TYPE), Names.MAP, value & ~MAP_TYPE);
      case CLONE_FLAGS -> cloneFlags(value);
      case SECCOMP_FLAGS -> ProcessNames.SECCOMP_FLAGS.mask(unsigned);
      case WAIT_OPTIONS -> Names.WAIT.mask(unsigned);
      case FUTEX_OP -> futexOperation((int) value);
      default -> {
        String text = SocketText.plain(kind, value);
        yield text == null ? SignalText.address(value) : text;
      }
    };
  }

  private static String join(String first, NameTable table, long rest) {
    return rest == 0 ? first : first + "|" + table.mask(rest);
  }

  private static String openFlags(int flags) {
    String access =
        switch (flags & OpenFlags.O_ACCMODE) {
          case OpenFlags.O_RDONLY -> "O_RDONLY";
          case OpenFlags.O_WRONLY -> "O_WRONLY";
          case OpenFlags.O_RDWR -> "O_RDWR";
          default -> "O_ACCMODE";
        };
    return join(access, Names.OPEN, flags & ~OpenFlags.O_ACCMODE & 0xffffffffL);
  }

  private static String cloneFlags(long flags) {
    String text = Names.CLONE.mask(flags & ~CloneFlags.CSIGNAL);
    int signal = (int) (flags & CloneFlags.CSIGNAL);
    if (signal == 0) {
      return text;
    }
    String name = SignalText.name(signal);
    return (flags & ~CloneFlags.CSIGNAL) == 0 ? name : text + "|" + name;
  }

  private static String futexOperation(int operation) {
    String text =
        ProcessNames.FUTEX.value(operation & ~(FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME));
    text += (operation & FUTEX_PRIVATE_FLAG) != 0 ? "_PRIVATE" : "";
    return text + ((operation & FUTEX_CLOCK_REALTIME) != 0 ? "|FUTEX_CLOCK_REALTIME" : "");
  }
}
