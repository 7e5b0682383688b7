package io.jvisor.kernel.core;

import io.jvisor.kernel.api.Clock;
import io.jvisor.platform.spi.memory.MemoryFile;
import io.jvisor.vfs.FileSystemEnvironment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What file systems get from this kernel. */
final class FileSystemServices implements FileSystemEnvironment {
  private final Kernel kernel;
  private final AtomicLong lastDevice = new AtomicLong();
  private final Map<Class<?>, Object> services = new ConcurrentHashMap<>();

  FileSystemServices(Kernel kernel) {
    this.kernel = kernel;
  }

  @Override
  public MemoryFile memory() {
    return kernel.memory();
  }

  @Override
  public Clock clock() {
    return kernel.clock();
  }

  @Override
  public long newDeviceNumber() {
    long minor = lastDevice.incrementAndGet();
    // Major 0, as makedev(3) encodes it: the lower byte, and the rest above the major number.
    return (minor & 0xff) | (minor & ~0xffL) << 12;
  }

  @Override
  public <T> T service(Class<T> type) {
    return type.cast(services.get(type));
  }

  <T> void offer(Class<T> type, T service) {
    services.put(type, service);
  }
}
