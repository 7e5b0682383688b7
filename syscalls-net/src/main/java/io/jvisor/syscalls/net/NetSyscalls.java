package io.jvisor.syscalls.net;

import io.jvisor.kernel.api.SyscallProvider;
import io.jvisor.kernel.api.SyscallTable.Registrar;

/** The socket calls: one class for each small family registers its own. */
public final class NetSyscalls implements SyscallProvider {
  /** Found by {@code ServiceLoader}. */
  public NetSyscalls() {}

  @Override
  public String name() {
    return "net";
  }

  @Override
  public void register(Registrar table) {
    CreateCalls.register(table);
    AddressCalls.register(table);
    ConnectionCalls.register(table);
    MessageCalls.register(table);
    MultipleMessageCalls.register(table);
    OptionCalls.register(table);
  }
}
