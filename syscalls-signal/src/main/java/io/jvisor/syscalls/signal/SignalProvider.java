package io.jvisor.syscalls.signal;

import static io.jvisor.kernel.api.Arg.FD;
import static io.jvisor.kernel.api.Arg.HEX;
import static io.jvisor.kernel.api.Arg.INT;
import static io.jvisor.kernel.api.Arg.POINTER;
import static io.jvisor.kernel.api.Arg.SIGACTION;
import static io.jvisor.kernel.api.Arg.SIGNAL;
import static io.jvisor.kernel.api.Arg.SIGSET;
import static io.jvisor.kernel.api.Arg.SIG_HOW;
import static io.jvisor.kernel.api.Arg.SIZE;
import static io.jvisor.kernel.api.Arg.TIMESPEC;

import io.jvisor.kernel.api.SyscallProvider;
import io.jvisor.kernel.api.SyscallTable;
import io.jvisor.kernel.api.abi.SyscallNumbers;

/** The calls of {@code signal(7)}. */
public final class SignalProvider implements SyscallProvider {
  @Override
  public String name() {
    return "signal";
  }

  @Override
  public void register(SyscallTable.Registrar table) {
    table
        .full(SyscallNumbers.RT_SIGACTION, SIGNAL, SIGACTION, POINTER, SIZE)
        .by(RtSigaction::sigaction);
    table
        .full(SyscallNumbers.RT_SIGPROCMASK, SIG_HOW, SIGSET, POINTER, SIZE)
        .by(SignalMask::sigprocmask);
    table.full(SyscallNumbers.RT_SIGPENDING, POINTER, SIZE).by(SignalMask::sigpending);
    table.full(SyscallNumbers.RT_SIGSUSPEND, SIGSET, SIZE).by(SignalWait::sigsuspend);
    table
        .full(SyscallNumbers.RT_SIGTIMEDWAIT, SIGSET, POINTER, TIMESPEC, SIZE)
        .by(SignalWait::sigtimedwait);
    String maker = "poll tells of the process that made the descriptor, whoever asks";
    table.partial(SyscallNumbers.SIGNALFD, maker, FD, SIGSET, SIZE).by(Signalfd::signalfd);
    table.partial(SyscallNumbers.SIGNALFD4, maker, FD, SIGSET, SIZE, HEX).by(Signalfd::signalfd4);
    table.full(SyscallNumbers.PAUSE).by(SignalWait::pause);
    table.full(SyscallNumbers.RT_SIGRETURN).by(RtSigreturn::sigreturn);
    table.full(SyscallNumbers.SIGALTSTACK, POINTER, POINTER).by(Sigaltstack::sigaltstack);
    table.full(SyscallNumbers.KILL, INT, SIGNAL).by(Kill::kill);
    table.full(SyscallNumbers.TKILL, INT, SIGNAL).by(Kill::tkill);
    table.full(SyscallNumbers.TGKILL, INT, INT, SIGNAL).by(Kill::tgkill);
    table.full(SyscallNumbers.RT_SIGQUEUEINFO, INT, SIGNAL, POINTER).by(Kill::sigqueueinfo);
    table
        .full(SyscallNumbers.RT_TGSIGQUEUEINFO, INT, INT, SIGNAL, POINTER)
        .by(Kill::tgsigqueueinfo);
    table
        .full(SyscallNumbers.PIDFD_SEND_SIGNAL, FD, SIGNAL, POINTER, HEX)
        .by(Kill::pidfdSendSignal);
  }
}
