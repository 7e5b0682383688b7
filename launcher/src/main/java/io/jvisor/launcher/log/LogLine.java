package io.jvisor.launcher.log;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.launcher.json.JsonQuote;
import io.jvisor.platform.spi.host.HostText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Writes a line of the log at a time, each with one host call. Any thread. */
final class LogLine {
  private final int descriptor;
  private final boolean json;

  LogLine(int descriptor, boolean json) {
    this.descriptor = descriptor;
    this.json = json;
  }

  /**
   * Writes a line.
   *
   * @param logger null where it is not known
   * @param failure null where nothing was thrown
   */
  void write(String level, String logger, String message, Throwable failure) {
    String time = Instant.now().truncatedTo(ChronoUnit.MICROS).toString();
    StringBuilder line = new StringBuilder();
    if (json) {
      line.append("{\"time\":\"").append(time).append("\",\"level\":\"").append(level).append('"');
      if (logger != null) {
        line.append(",\"logger\":").append(JsonQuote.quote(logger));
      }
      line.append(",\"message\":").append(JsonQuote.quote(message));
      if (failure != null) {
        line.append(",\"failure\":").append(JsonQuote.quote(trace(failure)));
      }
      line.append('}');
    } else {
      line.append("jvisor: ").append(time).append(' ').append(level).append(' ');
      if (logger != null) {
        line.append(logger.substring(logger.lastIndexOf('.') + 1)).append(": ");
      }
      line.append(message);
      if (failure != null) {
        line.append(": ").append(trace(failure).stripTrailing());
      }
    }
    writeRaw(line.toString());
  }

  /** Writes a line as it is. Where the log cannot be written there is nobody to tell. */
  void writeRaw(String line) {
    try {
      HostText.write(descriptor, (line + "\n").getBytes(StandardCharsets.ISO_8859_1));
    } catch (ErrnoException unheard) {
      // The reader is gone, or the disk is full.
    }
  }

  private static String trace(Throwable failure) {
    StringBuilder text = new StringBuilder();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      text.append(text.isEmpty() ? "" : "caused by ").append(cause).append('\n');
      for (StackTraceElement frame : cause.getStackTrace()) {
        text.append("  at ").append(frame).append('\n');
      }
    }
    return text.toString();
  }
}
