package io.jvisor.vfs.dev;

import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.file.TerminalControl;

/** The service that {@code /dev/tty} needs: what the kernel knows of sessions. */
@FunctionalInterface
public interface ControllingTerminals {
  /** The controlling terminal of a task's session, or null. */
  TerminalControl of(Task task);
}
