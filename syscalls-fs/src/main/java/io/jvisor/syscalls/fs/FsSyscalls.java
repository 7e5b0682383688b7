package io.jvisor.syscalls.fs;

import io.jvisor.kernel.api.SyscallProvider;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.syscalls.fs.epoll.EpollCalls;
import io.jvisor.syscalls.fs.event.EventCalls;
import io.jvisor.syscalls.fs.event.TimerCalls;
import io.jvisor.syscalls.fs.inotify.InotifyCalls;
import io.jvisor.syscalls.fs.poll.PollCalls;
import io.jvisor.syscalls.fs.poll.SelectCalls;

/** The file calls: one class for each small family registers its own. */
public final class FsSyscalls implements SyscallProvider {
  @Override
  public String name() {
    return "fs";
  }

  @Override
  public void register(Registrar table) {
    ReadWriteCalls.register(table);
    VectorCalls.register(table);
    OpenCalls.register(table);
    DescriptorCalls.register(table);
    StatCalls.register(table);
    DirectoryCalls.register(table);
    LinkCalls.register(table);
    AccessCalls.register(table);
    AttributeCalls.register(table);
    TimesCalls.register(table);
    SizeCalls.register(table);
    SyncCalls.register(table);
    StatFsCalls.register(table);
    FcntlCalls.register(table);
    IoctlCalls.register(table);
    TerminalCalls.register(table);
    FlockCalls.register(table);
    ExtendedAttributeCalls.register(table);
    MountCalls.register(table);
    MountTreeCalls.register(table);
    MountConfigurationCalls.register(table);
    TransferCalls.register(table);
    SpliceCalls.register(table);
    HandleCalls.register(table);
    PipeCalls.register(table);
    new MemfdCalls().register(table);
    PollCalls.register(table);
    SelectCalls.register(table);
    EpollCalls.register(table);
    EventCalls.register(table);
    TimerCalls.register(table);
    new InotifyCalls().register(table);
  }
}
