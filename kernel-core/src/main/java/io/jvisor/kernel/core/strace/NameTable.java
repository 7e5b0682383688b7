package io.jvisor.kernel.core.strace;

import java.util.LinkedHashMap;
import java.util.Map;

/** Names of values, or of bits of a mask. */
final class NameTable {
  /** In the order in which a mask shows them. */
  private final Map<Long, String> names = new LinkedHashMap<>();

  private final String unknown;

  /**
   * A table.
   *
   * @param unknown what stands behind a value without a name, such as {@code MAP_???}
   * @param pairs name, value, name, value, ...; values are {@code Integer} or {@code Long}
   */
  NameTable(String unknown, Object... pairs) {
    this.unknown = unknown;
    for (int index = 0; index < pairs.length; index += 2) {
      names.putIfAbsent(((Number) pairs[index + 1]).longValue(), (String) pairs[index]);
    }
  }

  /** The name of a value. */
  String value(long value) {
    String name = names.get(value);
    return name != null ? name : "0x" + Long.toHexString(value) + " /* " + unknown + " */";
  }

  /** The bits of a mask, joined by bars; {@code 0} for none. */
  String mask(long value) {
    StringBuilder text = new StringBuilder();
    long rest = value;
    for (Map.Entry<Long, String> entry : names.entrySet()) {
      long bits = entry.getKey();
      if (bits != 0 && (rest & bits) == bits) {
        append(text, entry.getValue());
        rest &= ~bits;
      }
    }
    if (rest != 0) {
      append(text, "0x" + Long.toHexString(rest));
    }
    if (text.isEmpty()) {
      String zero = names.get(0L);
      return zero != null ? zero : "0";
    }
    return text.toString();
  }

  private static void append(StringBuilder text, String name) {
    if (!text.isEmpty()) {
      text.append('|');
    }
    text.append(name);
  }
}
