package io.jvisor.platform.ptrace;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.platform.spi.AddressSpace;
import io.jvisor.platform.spi.Context;
import io.jvisor.platform.spi.Platform;
import io.jvisor.platform.spi.memory.MemoryFile;
import io.jvisor.platform.spi.placement.Balancer;
import io.jvisor.platform.spi.placement.Cpus;
import io.jvisor.platform.spi.placement.ThreadPool;

/** Guest code in stub processes, one for each address space. */
final class PtracePlatform implements Platform {
  /** Above are the stub's pages and room for more of their kind. */
  static final long ADDRESS_LIMIT = 0x7fff_fff0_0000L;

  /** The host's usual {@code vm.mmap_min_addr}. */
  private static final long LOWEST_ADDRESS = 0x1_0000;

  private final StubService service;
  private final ExtendedState.Layout layout;
  private final Cpus cpus = new Cpus();
  private final Balancer balancer = new Balancer(cpus);
  private final ThreadPool threads = new ThreadPool(cpus);

  PtracePlatform(MemoryFile memory) {
    this.service = new StubService(memory, cpus);
    this.layout = new ExtendedState.Layout(service.extendedStateBytes(), service.features());
  }

  @Override
  public long addressLimit() {
    return ADDRESS_LIMIT;
  }

  @Override
  public long lowestAddress() {
    return LOWEST_ADDRESS;
  }

  @Override
  public int extendedStateSize() {
    return (int) layout.bytes();
  }

  @Override
  public AddressSpace newAddressSpace() throws ErrnoException {
    return new PtraceAddressSpace(service.newProcess(), service);
  }

  @Override
  public Context newContext() {
    return new PtraceContext(layout, cpus, balancer);
  }

  @Override
  public void start(String name, Runnable body) {
    threads.start(name, () -> PtraceContext.runTask(body));
  }

  @Override
  public int[] hostCalls() {
    return new int[] {SyscallNumbers.PTRACE};
  }

  @Override
  public void close() {
    threads.close();
    balancer.close();
    service.close();
  }
}
