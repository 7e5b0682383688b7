package io.jvisor.vfs.proc;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** The strings that a process keeps in its own memory, and may rewrite. */
final class ProcessStrings {
  /** Linux has no limit but the memory; more than this is cut here. */
  private static final int LIMIT = 1 << 21;

  private ProcessStrings() {}

  /**
   * {@code cmdline}. A program that overwrites the NUL at the end of its arguments, as {@code
   * setproctitle} does, is shown with one string that may run on into the environment.
   */
  static void commandLine(ProcessView process, StringBuilder text) {
    ProcessMemory memory = process.memory();
    if (memory == null || memory.argStart() >= memory.argEnd()) {
      return;
    }
    int start = text.length();
    append(process, memory.argStart(), memory.argEnd(), text);
    if (text.length() == start || text.charAt(text.length() - 1) == 0) {
      return;
    }
    boolean joined = memory.envStart() == memory.argEnd();
    if (joined) {
      append(process, memory.envStart(), memory.envEnd(), text);
    }
    for (int i = start; i < text.length(); i++) {
      if (text.charAt(i) == 0) {
        text.setLength(i + 1);
        return;
      }
    }
  }

  /** {@code environ}. */
  static void environment(ProcessView process, StringBuilder text) {
    ProcessMemory memory = process.memory();
    if (memory != null) {
      append(process, memory.envStart(), memory.envEnd(), text);
    }
  }

  private static void append(ProcessView process, long start, long end, StringBuilder text) {
    int length = Math.clamp(end - start, 0, LIMIT);
    byte[] bytes = new byte[length];
    long read = process.readMemory(start, MemorySegment.ofArray(bytes), 0, length);
    text.append(new String(bytes, 0, (int) read, StandardCharsets.ISO_8859_1));
  }

  static void bytes(byte[] bytes, StringBuilder text) {
    text.append(new String(bytes, StandardCharsets.ISO_8859_1));
  }
}
