package io.jvisor.vfs.tmpfs;

import io.jvisor.kernel.api.file.Mappable;
import io.jvisor.platform.spi.memory.MemoryFile;
import java.util.concurrent.atomic.AtomicInteger;

/** Shared memory that nobody else can name: what a mapping of {@code /dev/zero} shows. */
public final class SharedZeros extends PagedObject {
  private static final long SIZE = Long.MAX_VALUE & -MemoryFile.PAGE_SIZE;

  private final AtomicInteger users = new AtomicInteger();

  private SharedZeros(MemoryFile memory) {
    super(memory, new PageQuota(memory.totalFrames()), SIZE);
  }

  /** A fresh object, zero everywhere; its pages are freed with its last mapping. */
  public static Mappable create(MemoryFile memory) {
    return new SharedZeros(memory);
  }

  @Override
  void onMapped() {
    users.incrementAndGet();
  }

  @Override
  void onUnmapped() {
    if (users.decrementAndGet() == 0) {
      cut(0);
    }
  }
}
