package io.jvisor.vfs.devpts;

import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.Terminal;
import io.jvisor.kernel.api.file.TerminalControl;

/** What the descriptions of both sides have in common. */
abstract class PtyEnd extends FileDescription implements Terminal {
  final Pty pty;

  PtyEnd(Pty pty, int flags) {
    super(flags);
    this.pty = pty;
  }

  @Override
  public final Terminal terminal() {
    return this;
  }

  @Override
  public final TerminalControl control() {
    return pty;
  }

  @Override
  public final boolean sendsSignals() {
    return true;
  }
}
