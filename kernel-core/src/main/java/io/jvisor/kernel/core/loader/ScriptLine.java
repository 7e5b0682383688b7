package io.jvisor.kernel.core.loader;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import java.nio.charset.StandardCharsets;

/**
 * The first line of an interpreter script: {@code execve(2)}.
 *
 * @param interpreter the path after {@code #!}
 * @param argument what follows it, blanks included, or null
 */
record ScriptLine(String interpreter, String argument) {
  /** How much of a file is looked at: {@code BINPRM_BUF_SIZE}. */
  static final int HEAD_SIZE = 256;

  static boolean isScript(byte[] head, int length) {
    return length >= 2 && head[0] == '#' && head[1] == '!';
  }

  /**
   * Takes the line apart.
   *
   * @throws ErrnoException {@code ENOEXEC} when there is no path, or it does not fit the head
   */
  static ScriptLine parse(byte[] head, int length) throws ErrnoException {
    int end = 2;
    while (end < length && head[end] != '\n' && head[end] != 0) {
      end++;
    }
    boolean cut = end == HEAD_SIZE;
    int start = skipBlanks(head, 2, end);
    int pathEnd = start;
    while (pathEnd < end && !isBlank(head[pathEnd])) {
      pathEnd++;
    }
    // A path that runs to the end of the head may go on behind it.
    if (start == end || (cut && pathEnd == end)) {
      throw Errno.ENOEXEC.exception();
    }
    if (cut) {
      end--; // Linux keeps the last byte of its buffer for a NUL.
    }
    while (isBlank(head[end - 1])) {
      end--;
    }
    int argument = skipBlanks(head, pathEnd, end);
    return new ScriptLine(
        text(head, start, pathEnd), argument < end ? text(head, argument, end) : null);
  }

  private static int skipBlanks(byte[] head, int from, int end) {
    int index = from;
    while (index < end && isBlank(head[index])) {
      index++;
    }
    return index;
  }

  private static boolean isBlank(byte value) {
    return value == ' ' || value == '\t';
  }

  private static String text(byte[] head, int from, int to) {
    return new String(head, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
