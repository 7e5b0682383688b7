package io.jvisor.vfs.tty;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Ioctl;
import io.jvisor.kernel.api.abi.Termios;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The structures that modes are read and set by. */
public enum ModesFormat {
  /** {@code struct termio} of {@code TCGETA}: the lower halves, and eight characters. */
  TERMIO(18),
  /** {@code struct termios} of {@code TCGETS}. */
  TERMIOS(36),
  /** {@code struct termios2} of {@code TCGETS2}: with speeds. */
  TERMIOS2(44);

  private static final int TERMIO_CHARACTERS = 8;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  private final int size;

  ModesFormat(int size) {
    this.size = size;
  }

  /** The structure of a request that reads or sets modes; null for other requests. */
  public static ModesFormat of(int request) {
    return switch (request) {
      case Ioctl.TCGETA, Ioctl.TCSETA, Ioctl.TCSETAW, Ioctl.TCSETAF -> TERMIO;
      case Ioctl.TCGETS, Ioctl.TCSETS, Ioctl.TCSETSW, Ioctl.TCSETSF -> TERMIOS;
      case Ioctl.TCGETS2, Ioctl.TCSETS2, Ioctl.TCSETSW2, Ioctl.TCSETSF2 -> TERMIOS2;
      default -> null;
    };
  }

  /** Whether a request of this structure reads modes. */
  public static boolean isGet(int request) {
    return request == Ioctl.TCGETA || request == Ioctl.TCGETS || request == Ioctl.TCGETS2;
  }

  /** Whether a request of this structure drops what was typed before it sets modes. */
  public static boolean flushes(int request) {
    return request == Ioctl.TCSETAF || request == Ioctl.TCSETSF || request == Ioctl.TCSETSF2;
  }

  /** Writes modes to the caller, through its scratch memory. */
  public void write(Task task, long address, Modes modes) throws ErrnoException {
    MemorySegment bytes = task.scratch();
    bytes.asSlice(0, size).fill((byte) 0);
    int at;
    if (this == TERMIO) {
      bytes.set(SHORT, 0, (short) modes.input);
      bytes.set(SHORT, 2, (short) modes.output);
      bytes.set(SHORT, 4, (short) modes.control);
      bytes.set(SHORT, 6, (short) modes.local);
      at = 8;
    } else {
      bytes.set(INT, 0, modes.input);
      bytes.set(INT, 4, modes.output);
      bytes.set(INT, 8, modes.control);
      bytes.set(INT, 12, modes.local);
      at = 16;
    }
    bytes.set(BYTE, at, (byte) modes.discipline);
    MemorySegment.copy(modes.characters, 0, bytes, BYTE, at + 1L, characters());
    if (this == TERMIOS2) {
      bytes.set(INT, 36, modes.inputSpeed);
      bytes.set(INT, 40, modes.outputSpeed);
    }
    task.memory().write(address, bytes, 0, size);
  }

  /** Reads the caller's structure over modes; what it does not have stays. */
  public void read(Task task, long address, Modes modes) throws ErrnoException {
    MemorySegment bytes = task.scratch();
    task.memory().read(address, bytes, 0, size);
    int at;
    if (this == TERMIO) {
      modes.input = half(modes.input, bytes.get(SHORT, 0));
      modes.output = half(modes.output, bytes.get(SHORT, 2));
      modes.control = half(modes.control, bytes.get(SHORT, 4));
      modes.local = half(modes.local, bytes.get(SHORT, 6));
      at = 8;
    } else {
      modes.input = bytes.get(INT, 0);
      modes.output = bytes.get(INT, 4);
      modes.control = bytes.get(INT, 8);
      modes.local = bytes.get(INT, 12);
      at = 16;
    }
    modes.discipline = bytes.get(BYTE, at) & 0xff;
    MemorySegment.copy(bytes, BYTE, at + 1L, modes.characters, 0, characters());
    if (this == TERMIOS2) {
      modes.inputSpeed = bytes.get(INT, 36);
      modes.outputSpeed = bytes.get(INT, 40);
    }
  }

  private int characters() {
    return this == TERMIO ? TERMIO_CHARACTERS : Termios.NCCS;
  }

  private static int half(int former, short lower) {
    return (former & 0xffff_0000) | (lower & 0xffff);
  }
}
