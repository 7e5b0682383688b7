package io.jvisor.vfs.proc;

import io.jvisor.vfs.kernfs.KernDirectory;
import io.jvisor.vfs.kernfs.KernText;

/**
 * The files of {@code /proc} about a machine that has no devices of its own: what programs look for
 * in them is there, and none of it is the host's.
 */
final class MachineFiles {
  private static final String[] SOFT_INTERRUPTS = {
    "HI", "TIMER", "NET_TX", "NET_RX", "BLOCK", "IRQ_POLL", "TASKLET", "SCHED", "HRTIMER", "RCU"
  };

  private static final String TERMINAL_DRIVERS =
      """
      /dev/tty             /dev/tty        5       0 system:/dev/tty
      /dev/ptmx            /dev/ptmx       5       2 system
      pty_slave            /dev/pts      136 0-1048575 pty:slave
      pty_master           /dev/ptm      128 0-1048575 pty:master
      """;

  private static final String SLABS =
      "slabinfo - version: 2.1\n# name            <active_objs> <num_objs> <objsize> <objperslab>"
          + " <pagesperslab> : tunables <limit> <batchcount> <sharedfactor>"
          + " : slabdata <active_slabs> <num_slabs> <sharedavail>\n";

  private final KernDirectory root;
  private final ProcFileSystem fileSystem;

  private MachineFiles(KernDirectory root, ProcFileSystem fileSystem) {
    this.root = root;
    this.fileSystem = fileSystem;
  }

  static void addTo(KernDirectory root, ProcFileSystem fileSystem) {
    new MachineFiles(root, fileSystem).add();
  }

  private void add() {
    text(root, "vmstat", 0444, (task, text) -> writeMemory(kernel(), text));
    text(root, "interrupts", 0444, (task, text) -> writeProcessors(11, text));
    text(root, "softirqs", 0444, (task, text) -> writeSoftInterrupts(text));
    constant(root, "cgroups", 0444, "#subsys_name\thierarchy\tnum_cgroups\tenabled\n");
    constant(root, "execdomains", 0444, "0-0\tLinux           \t[kernel]\n");
    constant(root, "slabinfo", 0400, SLABS);
    for (String empty :
        new String[] {"consoles", "crypto", "diskstats", "kallsyms", "misc", "partitions"}) {
      constant(root, empty, 0444, "");
    }
    KernDirectory terminals = new KernDirectory(fileSystem, 1 << 10, 0555, null);
    constant(terminals, "drivers", 0444, TERMINAL_DRIVERS);
    constant(terminals, "ldiscs", 0444, "n_tty       0\n");
    root.add("tty", terminals);
  }

  private void constant(KernDirectory directory, String name, int permissions, String content) {
    text(directory, name, permissions, (task, text) -> text.append(content));
  }

  private void text(
      KernDirectory directory, String name, int permissions, KernText.Content content) {
    directory.add(
        name, new KernText(fileSystem, directory.nextNumber(), permissions, null, content, null));
  }

  /** Null when the kernel shows nothing. */
  private KernelView kernel() {
    ProcessList processes = fileSystem.processes();
    return processes == null ? null : processes.kernel();
  }

  /** There is no disk, and no memory goes there. */
  private static void writeMemory(KernelView kernel, StringBuilder text) {
    if (kernel == null) {
      return;
    }
    text.append("nr_free_pages ").append(kernel.freeMemory() >> 12);
    text.append("\nnr_dirty 0\nnr_writeback 0\npgpgin 0\npgpgout 0\npswpin 0\npswpout 0");
    text.append("\npgfault ").append(kernel.faults());
    text.append("\npgmajfault 0\n");
  }

  /** The head of a table with a column for each processor. */
  private void writeProcessors(int indent, StringBuilder text) {
    text.repeat(' ', indent);
    for (int i = 0; i < processors(); i++) {
      String number = Integer.toString(i);
      text.append("CPU").append(number).repeat(' ', Math.max(0, 8 - number.length()));
    }
    text.append('\n');
  }

  private int processors() {
    KernelView kernel = kernel();
    return kernel == null ? 0 : kernel.processorCount();
  }

  private void writeSoftInterrupts(StringBuilder text) {
    writeProcessors(20, text);
    for (String name : SOFT_INTERRUPTS) {
      text.repeat(' ', 12 - name.length()).append(name).append(':');
      for (int i = 0; i < processors(); i++) {
        text.repeat(' ', 10).append('0');
      }
      text.append('\n');
    }
  }
}
