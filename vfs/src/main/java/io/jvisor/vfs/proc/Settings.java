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
    String digits = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    try {
      return new BigInteger(digits).intValueExact();
    } catch (NumberFormatException e) {
      throw Errno.EINVAL.exception();
    } catch (ArithmeticException e) {
      throw Errno.ERANGE.exception();
    }
  }

  /** One line, without its end. */
  static String line(String text) {
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }
}
