package io.jvisor.platform.systrap;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jvisor.kernel.api.abi.Prot;
import io.jvisor.kernel.api.abi.Registers;
import io.jvisor.platform.spi.AddressSpace;
import io.jvisor.platform.spi.Context;
import io.jvisor.platform.spi.Event;
import io.jvisor.platform.spi.MappingChanges;
import io.jvisor.platform.spi.Platform;
import io.jvisor.platform.spi.memory.MemoryFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** A platform with a page of code and a page of data, for tests. */
final class GuestMachine implements AutoCloseable {
  static final long CODE = 0x40_0000;
  static final long DATA = 0x50_0000;
  static final int PAGE = MemoryFile.PAGE_SIZE;

  final MemoryFile memory = new MemoryFile(64 << 20);
  final Platform platform;
  final long codeFrame;
  final long dataFrame;

  GuestMachine() throws Exception {
    platform = new SystrapPlatformProvider().open(memory);
    codeFrame = memory.allocate();
    dataFrame = memory.allocate();
  }

  /** Puts machine code, as hexadecimal digits, into the page of code. */
  void code(int offset, String hex) {
    byte[] bytes = java.util.HexFormat.of().parseHex(hex.replace(" ", ""));
    MemorySegment.copy(
        bytes, 0, memory.segment(), ValueLayout.JAVA_BYTE, codeFrame * PAGE + offset, bytes.length);
  }

  MemorySegment data() {
    return memory.segment().asSlice(dataFrame * PAGE, PAGE);
  }

  /** What a test does on a task's thread. */
  interface Body {
    void run(Guest guest) throws Exception;
  }

  /** One guest thread. */
  record Guest(AddressSpace space, Context context, Registers registers) {
    Event runAt(long rip) throws Exception {
      registers.rip(rip);
      return run();
    }

    Event run() throws Exception {
      return context.switchTo(space, registers);
    }
  }

  AddressSpace newSpace() throws Exception {
    AddressSpace space = platform.newAddressSpace();
    MappingChanges changes = new MappingChanges();
    changes.map(CODE, codeFrame * PAGE, PAGE, Prot.PROT_READ | Prot.PROT_EXEC);
    changes.map(DATA, dataFrame * PAGE, PAGE, Prot.PROT_READ | Prot.PROT_WRITE);
    assertTrue(space.apply(changes));
    return space;
  }

  /** Makes changes that the host must have room for. */
  static void change(AddressSpace space, Consumer<MappingChanges> list) {
    MappingChanges changes = new MappingChanges();
    list.accept(changes);
    assertTrue(space.apply(changes));
  }

  /** Runs a test in a new address space on a task's thread, and waits for its end. */
  void onTask(Body body) throws Exception {
    AddressSpace space = newSpace();
    Task task = start(space, body);
    task.join();
    space.release();
  }

  /** A started thread and what went wrong in it. */
  record Task(Thread thread, Context context, AtomicReference<Throwable> failure) {
    void join() throws Exception {
      thread.join();
      if (failure.get() != null) {
        throw new AssertionError("in the task", failure.get());
      }
    }
  }

  Task start(AddressSpace space, Body body) {
    Context context = platform.newContext();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread =
        platform.newThread(
            "test",
            () -> {
              try (Arena arena = Arena.ofConfined()) {
                Registers registers = new Registers(arena.allocate(Registers.BYTES, 8));
                body.run(new Guest(space, context, registers));
              } catch (Throwable e) {
                failure.set(e);
              } finally {
                context.release();
              }
            });
    thread.start();
    return new Task(thread, context, failure);
  }

  @Override
  public void close() {
    platform.close();
    memory.close();
  }
}
