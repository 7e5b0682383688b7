package io.jvisor.vfs.dev;

import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.file.TerminalControl;

/** The service that {@code /dev/tty} needs: what the kernel knows of sessions. */
public interface ControllingTerminals {
  /** The controlling terminal of a task's session, or null. */
  TerminalControl of(Task task);

  /** The terminal that the sandbox was started on, or null: {@code /dev/console}. */
  TerminalControl console();
}
