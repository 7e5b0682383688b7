package io.jvisor.platform.spi.host;

import io.jvisor.kernel.api.ErrnoException;
import java.nio.charset.StandardCharsets;

/** The standard streams of this process, for what the command line itself has to say. */
public final class HostConsole {
  private static final int STANDARD_OUTPUT = 1;
  private static final int STANDARD_ERROR = 2;

  private HostConsole() {}

  /**
   * Writes to standard output. A reader that is gone, or a full disk, is an error that the caller
   * must turn into an exit status.
   *
   * @param text one char a byte
   */
  public static void print(String text) throws ErrnoException {
    HostText.write(STANDARD_OUTPUT, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /**
   * Writes a line to standard error. Where that fails there is nobody left to tell.
   *
   * @param text one char a byte
   */
  public static void complain(String text) {
    try {
      HostText.write(STANDARD_ERROR, (text + "\n").getBytes(StandardCharsets.ISO_8859_1));
    } catch (ErrnoException unheard) {
      // Standard error is closed or its reader is gone.
    }
  }
}
