package io.jvisor.vfs.tty;

import io.jvisor.kernel.api.abi.Termios;

/**
 * What is shown of the input, in order, as far as there is room: what is typed while output is
 * stopped is shown afterwards. When too much is held back, the oldest is forgotten.
 */
final class Echo {
  private static final int SIZE = 4096;
  private static final int MASK = SIZE - 1;

  // What an entry asks for, beside a byte.
  private static final int CONTROL = 0x100;
  private static final int BACK = 0x200;
  private static final int MARK_LINE = 0x300;
  private static final int ERASE_TAB = 0x400;
  private static final int KIND = 0x700;

  /** In an entry that erases a tab: columns are counted from another tab. */
  private static final int AFTER_TAB = 0x80;

  private final Line line;
  private final Modes modes;
  private final OutputEditor output;

  /** Made when something is first echoed. */
  private short[] entries;

  private int tail;
  private int head;

  Echo(Line line, Modes modes, OutputEditor output) {
    this.line = line;
    this.modes = modes;
    this.output = output;
  }

  /** Shows a character: {@code ^X} for a control character with {@code ECHOCTL}. */
  void character(int octet) {
    boolean caret = modes.hasLocal(Termios.ECHOCTL) && Characters.isControl(octet) && octet != '\t';
    add(caret ? CONTROL | octet : octet);
  }

  /** Shows a byte as it is. */
  void raw(int octet) {
    add(octet);
  }

  /** Counts the column back by one, for a byte that shows nothing of its own. */
  void back() {
    add(BACK);
  }

  /** Notes that the line that is being typed begins here. */
  void markLine() {
    add(MARK_LINE);
  }

  /**
   * Goes back over a tab.
   *
   * @param columns what stands before it, since the beginning of the line or another tab
   */
  void eraseTab(int columns, boolean afterTab) {
    add(ERASE_TAB | (columns & 7) | (afterTab ? AFTER_TAB : 0));
  }

  private void add(int entry) {
    if (entries == null) {
      entries = new short[SIZE];
    }
    if (head - tail == SIZE) {
      tail++;
    }
    entries[head++ & MASK] = (short) entry;
  }

  /** Shows what there is room for. */
  void flush() {
    while (tail != head && line.room() >= OutputEditor.MOST) {
      show(entries[tail++ & MASK]);
    }
  }

  private void show(int entry) {
    switch (entry & KIND) {
      case CONTROL -> {
        line.put('^');
        line.put((entry & 0xff) ^ 0x40);
        output.move(2);
      }
      case BACK -> output.move(-1);
      case MARK_LINE -> output.markLine();
      case ERASE_TAB -> {
        int columns = entry & 7;
        if ((entry & AFTER_TAB) == 0) {
          columns += output.lineColumn();
        }
        for (int left = 8 - (columns & 7); left > 0; left--) {
          line.put('\b');
          output.move(-1);
        }
      }
      default -> output.put(entry & 0xff);
    }
  }

  /** Forgets what was not shown. */
  void clear() {
    tail = head;
  }
}
