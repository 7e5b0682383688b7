package io.jvisor.vfs.tty;

import io.jvisor.kernel.api.abi.Termios;

/** What {@code OPOST} makes of output, and the column that the cursor is in. */
final class OutputEditor {
  /** The most that one byte becomes: a tab. */
  static final int MOST = 8;

  private static final int TAB = 8;

  private final Line line;
  private final Modes modes;

  private int column;

  /** Where the line that is being typed begins, for erasing tabs. */
  private int lineColumn;

  OutputEditor(Line line, Modes modes) {
    this.line = line;
    this.modes = modes;
  }

  void reset() {
    column = 0;
    lineColumn = 0;
  }

  void markLine() {
    lineColumn = column;
  }

  int lineColumn() {
    return lineColumn;
  }

  void move(int change) {
    column = Math.max(0, column + change);
  }

  /** Puts a byte out. There is room for {@link #MOST}. */
  void put(int octet) {
    if (modes.hasOutput(Termios.OPOST)) {
      process(octet);
    } else {
      line.put(octet);
    }
  }

  private void process(int octet) {
    switch (octet) {
      case '\n' -> {
        if (modes.hasOutput(Termios.ONLRET)) {
          column = 0;
        }
        if (modes.hasOutput(Termios.ONLCR)) {
          column = 0;
          line.put('\r');
        }
        lineColumn = column;
        line.put('\n');
      }
      case '\r' -> carriageReturn();
      case '\t' -> {
        int spaces = TAB - (column & TAB - 1);
        column += spaces;
        if (modes.hasOutput(Termios.XTABS)) {
          for (int i = 0; i < spaces; i++) {
            line.put(' ');
          }
        } else {
          line.put('\t');
        }
      }
      case '\b' -> {
        move(-1);
        line.put('\b');
      }
      default -> other(octet);
    }
  }

  private void carriageReturn() {
    if (modes.hasOutput(Termios.ONOCR) && column == 0) {
      return;
    }
    boolean asNewline = modes.hasOutput(Termios.OCRNL);
    if (!asNewline || modes.hasOutput(Termios.ONLRET)) {
      column = 0;
      lineColumn = 0;
    }
    line.put(asNewline ? '\n' : '\r');
  }

  private void other(int octet) {
    int shown = octet;
    if (!Characters.isControl(octet)) {
      shown = modes.hasOutput(Termios.OLCUC) ? Characters.toUpper(octet) : octet;
      if (!isContinuation(shown)) {
        column++;
      }
    }
    line.put(shown);
  }

  /** Whether a byte goes on with a character that an earlier one began, with {@code IUTF8}. */
  boolean isContinuation(int octet) {
    return modes.hasInput(Termios.IUTF8) && (octet & 0xc0) == 0x80;
  }
}
