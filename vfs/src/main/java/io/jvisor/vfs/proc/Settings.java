package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;

/** What is written to settings, taken apart. */
final class Settings {
  private Settings() {}

  /** A decimal number in a range, with white space around. */
  static int number(String text, int least, int most) throws ErrnoException {
    int number;
    try {
      number = Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw Errno.EINVAL.exception();
    }
    if (number < least || number > most) {
      throw Errno.EINVAL.exception();
    }
    return number;
  }

  /** One line, without its end. */
  static String line(String text) {
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }
}
