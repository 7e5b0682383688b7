package io.jvisor.kernel.core;

import io.jvisor.kernel.api.Clock;
import io.jvisor.platform.spi.Platform;
import io.jvisor.platform.spi.memory.MemoryFile;
import io.jvisor.vfs.MountNamespace;

/** One sandbox's kernel: what all its tasks share. */
public abstract class Kernel {
  /** How guest code runs. */
  public abstract Platform platform();

  /** Where guest pages live. */
  public abstract MemoryFile memory();

  /** The time. */
  public abstract Clock clock();

  /** The mounts. */
  public abstract MountNamespace mounts();
}
