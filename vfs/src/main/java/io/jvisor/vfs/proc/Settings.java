package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import java.math.BigInteger;

/** What is written to settings, taken apart. */
final class Settings {
  private Settings() {}

  /** A decimal, octal ({@code 0}) or hexadecimal ({@code 0x}) number, with white space around. */
  static int number(String text, int least, int most) throws ErrnoException {
    int number;
    try {
      String digits = text.strip();
      if (digits.indexOf('#') >= 0) {
        throw Errno.EINVAL.exception(); // hexadecimal in Java alone
      }
      number = Integer.decode(digits);
    } catch (NumberFormatException e) {
      throw Errno.EINVAL.exception();
    }
    if (number < least || number > most) {
      throw Errno.EINVAL.exception();
    }
    return number;
  }

  /** A decimal number that is not negative, with white space around. */
  static long unsigned(String text) throws ErrnoException {
    String digits = text.strip();
    try {
      if (!digits.startsWith("-")) {
        return Long.parseLong(digits);
      }
    } catch (NumberFormatException e) {
      // as below
    }
    throw Errno.EINVAL.exception();
  }

  /**
   * A decimal number as {@code kstrtoint} of Linux takes it: with a sign and one end of line, but
   * no other white space.
   */
  static int plain(String text) throws ErrnoException {
    return (int) parse(text, 10, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /** A number without sign, as {@code kstrtouint} takes it. */
  static int plainUnsigned(String text) throws ErrnoException {
    return (int) parse(text, 10, 0, 0xffff_ffffL);
  }

  /** Such a number in decimal, octal ({@code 0}) or hexadecimal ({@code 0x}). */
  static int prefixed(String text) throws ErrnoException {
    if (text.startsWith("0x") || text.startsWith("0X")) {
      return (int) parse(text.substring(2), 16, 0, 0xffff_ffffL);
    }
    return (int) parse(text, text.startsWith("0") ? 8 : 10, 0, 0xffff_ffffL);
  }

  private static long parse(String text, int base, long least, long most) throws ErrnoException {
    String digits = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    if (least == 0 && digits.startsWith("-")) {
      throw Errno.EINVAL.exception();
    }
    long number;
    try {
      number = new BigInteger(digits, base).longValueExact();
    } catch (NumberFormatException e) {
      throw Errno.EINVAL.exception();
    } catch (ArithmeticException e) {
      throw Errno.ERANGE.exception();
    }
    if (number < least || number > most) {
      throw Errno.ERANGE.exception();
    }
    return number;
  }

  /** One line, without its end. */
  static String line(String text) {
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }
}
