package io.jvisor.platform.systrap;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.Registers;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.platform.spi.AddressSpace;
import io.jvisor.platform.spi.CallGate;
import io.jvisor.platform.spi.Context;
import io.jvisor.platform.spi.Event;
import io.jvisor.platform.spi.KernelClock;
import io.jvisor.platform.spi.Platform;
import io.jvisor.platform.spi.host.HostException;
import io.jvisor.platform.spi.memory.MemoryFile;
import io.jvisor.platform.spi.placement.Balancer;
import io.jvisor.platform.spi.placement.Cpus;

/** Guest code in stub processes, one for each address space. */
final class SystrapPlatform implements Platform {
  /** The host's usual {@code vm.mmap_min_addr}. */
  private static final long LOWEST_ADDRESS = 0x1_0000;

  private final StubService service;
  private final Cpus cpus = new Cpus();
  private final Balancer balancer = new Balancer(cpus);
  private final Carriers carriers = new Carriers(cpus, balancer);
  private final ExtendedState.Layout layout;
  private final StubGate gate;

  SystrapPlatform(MemoryFile memory) {
    StubImage image = new StubImage();
    this.gate = image.gate();
    this.service = new StubService(memory.descriptor(), image, cpus);
    boolean done = false;
    try {
      this.layout = probe(image);
      done = true;
    } finally {
      if (!done) {
        balancer.close();
        service.close();
      }
    }
  }

  /** Runs an instruction that traps, and sees how the host saves the extended state. */
  private ExtendedState.Layout probe(StubImage image) {
    try {
      SystrapAddressSpace space = new SystrapAddressSpace(service.take());
      SystrapContext context = new SystrapContext(null, carriers);
      try {
        Registers registers = new Registers();
        registers.rip(image.undefinedInstruction());
        Event event = context.probe(space, registers);
        if (event != Event.TRAP || context.signal() != Signals.SIGILL) {
          throw new HostException("stub: " + event, Errno.EPERM.result());
        }
        return context.probedLayout();
      } finally {
        context.release();
        space.release();
      }
    } catch (ErrnoException e) {
      throw new HostException("stub: clone", e.errno().result());
    }
  }

  @Override
  public long addressLimit() {
    return StubLayout.ADDRESS_LIMIT;
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
    return new SystrapAddressSpace(service.take());
  }

  @Override
  public CallGate callGate() {
    return gate;
  }

  @Override
  public Context newContext() {
    return new SystrapContext(layout, carriers);
  }

  @Override
  public void start(String name, Runnable body) {
    carriers.start(name, body);
  }

  @Override
  public KernelClock kernelClock() {
    TaskThread task = TaskThread.current();
    return task != null ? task : Platform.super.kernelClock();
  }

  @Override
  public int[] hostCalls() {
    return new int[] {SyscallNumbers.WAITID, SyscallNumbers.FUTEX_WAITV};
  }

  @Override
  public void close() {
    carriers.close();
    balancer.close();
    service.close();
  }
}
