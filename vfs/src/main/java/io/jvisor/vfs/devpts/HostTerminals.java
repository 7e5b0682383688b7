package io.jvisor.vfs.devpts;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.Terminal;
import io.jvisor.kernel.api.file.TerminalControl;
import io.jvisor.vfs.ForwardingFile;
import io.jvisor.vfs.Vfs;
import io.jvisor.vfs.VfsPath;
import java.util.HashMap;
import java.util.Map;

/**
 * Gives the terminals that a sandbox was started on names in its {@code /dev/pts}, so that {@code
 * ttyname(3)} finds them. Used by one thread, before the first process runs.
 */
public final class HostTerminals {
  /** The directory; null where there is none. */
  private final VfsPath directory;

  private final Map<TerminalControl, HostNode> nodes = new HashMap<>();

  /**
   * For a mount of devpts.
   *
   * @param place what is seen at {@code /dev/pts}; null for nothing
   */
  public HostTerminals(VfsPath place) {
    boolean there = place != null && place.mount().fileSystem() instanceof DevptsFileSystem;
    this.directory = there ? place : null;
  }

  /**
   * A description with a name, where that can be given.
   *
   * @param task whose user is to own the terminal
   * @param original takes over the caller's reference
   */
  public FileDescription named(Task task, FileDescription original) {
    Terminal terminal = original.terminal();
    if (terminal == null || directory == null) {
      return original;
    }
    try {
      HostNode node = nodes.get(terminal.control());
      if (node == null) {
        DevptsFileSystem files = (DevptsFileSystem) directory.mount().fileSystem();
        node = files.adopt(terminal.control(), task.credentials());
        nodes.put(terminal.control(), node);
      }
      VfsPath place = Vfs.child(task, directory, Integer.toString(node.index()));
      return ForwardingFile.of(place, original, original.statusFlags());
    } catch (ErrnoException full) {
      return original;
    }
  }
}
