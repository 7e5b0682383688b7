package io.jvisor.kernel.core.strace;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.core.signal.SigAction;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What guest memory holds, as text. Where it cannot be read the address is shown. Uses memory of
 * its own, since the task's scratch memory belongs to the call that is shown.
 */
final class GuestText {
  private static final int SHOWN_BYTES = 32;
  private static final int PATH_BYTES = 4096;
  private static final int MOST_STRINGS = 32;

  private GuestText() {}

  /** Bytes as a C string. */
  static String buffer(UserMemory memory, long address, long length) {
    if (address == 0) {
      return "NULL";
    }
    int shown = Math.clamp(length, 0, SHOWN_BYTES);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(SHOWN_BYTES);
      if (memory.tryRead(address, bytes, 0, shown) < shown) {
        return SignalText.address(address);
      }
      StringBuilder text = new StringBuilder();
      for (int index = 0; index < shown; index++) {
        text.append((char) (bytes.get(ValueLayout.JAVA_BYTE, index) & 0xff));
      }
      return quote(text, Long.compareUnsigned(length, SHOWN_BYTES) > 0);
    }
  }

  /** A NUL-terminated path, whole. */
  static String path(UserMemory memory, long address) {
    return string(memory, address, PATH_BYTES);
  }

  /** A NUL-terminated string, cut. */
  static String string(UserMemory memory, long address) {
    return string(memory, address, SHOWN_BYTES);
  }

  private static String string(UserMemory memory, long address, int shown) {
    if (address == 0) {
      return "NULL";
    }
    try {
      String whole = memory.readString(address, PATH_BYTES);
      boolean cut = whole == null || whole.length() > shown;
      String text = whole == null ? "" : whole;
      return quote(text.substring(0, Math.min(text.length(), shown)), cut);
    } catch (ErrnoException _) {
      return SignalText.address(address);
    }
  }

  private static String quote(CharSequence bytes, boolean cut) {
    StringBuilder text = new StringBuilder("\"");
    for (int index = 0; index < bytes.length(); index++) {
      char c = bytes.charAt(index);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\t' -> text.append("\\t");
        case '\r' -> text.append("\\r");
        case '\f' -> text.append("\\f");
        case 0x0b -> text.append("\\v");
        default -> {
          if (c >= ' ' && c < 0x7f) {
            text.append(c);
          } else {
            text.append(octal(c, index + 1 < bytes.length() ? bytes.charAt(index + 1) : ' '));
          }
        }
      }
    }
    return text.append(cut ? "\"..." : "\"").toString();
  }

  /** As short as it can be: three digits only where a digit follows. */
  private static String octal(char c, char next) {
    String digits = Integer.toOctalString(c);
    return "\\" + (next >= '0' && next <= '9' ? "0".repeat(3 - digits.length()) : "") + digits;
  }

  /** An array of strings that ends with NULL. */
  static String strings(UserMemory memory, long address) {
    if (address == 0) {
      return "NULL";
    }
    StringBuilder text = new StringBuilder("[");
    try {
      for (int index = 0; ; index++) {
        long string = memory.readLong(address + 8L * index);
        if (string == 0) {
          return text.append(']').toString();
        }
        text.append(index > 0 ? ", " : "");
        if (index == MOST_STRINGS) {
          return text.append("...]").toString();
        }
        text.append(string(memory, string));
      }
    } catch (ErrnoException _) {
      return SignalText.address(address);
    }
  }

  /** An array of strings that ends with NULL, by its length. */
  static String stringCount(UserMemory memory, long address) {
    if (address == 0) {
      return "NULL";
    }
    try {
      int count = 0;
      while (count < PATH_BYTES && memory.readLong(address + 8L * count) != 0) {
        count++;
      }
      return "0x" + Long.toHexString(address) + " /* " + count + " vars */";
    } catch (ErrnoException _) {
      return SignalText.address(address);
    }
  }

  /** How a structure is shown. */
  @FunctionalInterface
  private interface Shape {
    String show() throws ErrnoException;
  }

  private static String structure(long address, Shape shape) {
    if (address == 0) {
      return "NULL";
    }
    try {
      return shape.show();
    } catch (ErrnoException _) {
      return SignalText.address(address);
    }
  }

  static String timespec(UserMemory memory, long address) {
    return structure(
        address,
        () ->
            "{tv_sec="
                + memory.readLong(address)
                + ", tv_nsec="
                + memory.readLong(address + 8)
                + "}");
  }

  static String signalSet(UserMemory memory, long address) {
    return structure(address, () -> SignalText.set(memory.readLong(address)));
  }

  static String sigAction(UserMemory memory, long address) {
    return structure(
        address,
        () -> {
          long handler = memory.readLong(address);
          long flags = memory.readLong(address + 8);
          String restorer =
              (flags & SigAction.SA_RESTORER) == 0
                  ? ""
                  : ", sa_restorer=" + SignalText.address(memory.readLong(address + 16));
          return "{sa_handler="
              + handler(handler)
              + ", sa_mask="
              + SignalText.set(memory.readLong(address + 24))
              + ", sa_flags="
              + Names.SIGACTION.mask(flags)
              + restorer
              + "}";
        });
  }

  private static String handler(long handler) {
    if (handler == SigAction.SIG_DFL) {
      return "SIG_DFL";
    }
    return handler == SigAction.SIG_IGN ? "SIG_IGN" : SignalText.address(handler);
  }

  static String descriptorPair(UserMemory memory, long address) {
    return structure(
        address, () -> "[" + memory.readInt(address) + ", " + memory.readInt(address + 4) + "]");
  }

  static String stat(UserMemory memory, long address) {
    return structure(
        address,
        () -> {
          int mode = memory.readInt(address + 24);
          return "{st_mode="
              + ProcessNames.FILE_TYPE.value(mode & 0170000)
              + "|0"
              + Integer.toOctalString(mode & 07777)
              + ", st_size="
              + memory.readLong(address + 48)
              + ", ...}";
        });
  }

  static String waitStatus(UserMemory memory, long address) {
    return structure(address, () -> "[" + WaitText.of(memory.readInt(address)) + "]");
  }
}
