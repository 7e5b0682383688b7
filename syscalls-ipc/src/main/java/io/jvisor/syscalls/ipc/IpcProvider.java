package io.jvisor.syscalls.ipc;

import static io.jvisor.kernel.api.Arg.FD;
import static io.jvisor.kernel.api.Arg.HEX;
import static io.jvisor.kernel.api.Arg.INT;
import static io.jvisor.kernel.api.Arg.LONG;
import static io.jvisor.kernel.api.Arg.MODE;
import static io.jvisor.kernel.api.Arg.OPEN_FLAGS;
import static io.jvisor.kernel.api.Arg.POINTER;
import static io.jvisor.kernel.api.Arg.SIZE;
import static io.jvisor.kernel.api.Arg.STRING;
import static io.jvisor.kernel.api.Arg.TIMESPEC;
import static io.jvisor.kernel.api.Arg.UINT;

import io.jvisor.kernel.api.SyscallProvider;
import io.jvisor.kernel.api.SyscallTable;
import io.jvisor.kernel.api.abi.SyscallNumbers;

/** The calls of {@code sysvipc(7)} and {@code mq_overview(7)}. */
public final class IpcProvider implements SyscallProvider {
  @Override
  public String name() {
    return "ipc";
  }

  @Override
  public void register(SyscallTable.Registrar table) {
    table
        .partial(SyscallNumbers.SHMGET, "SHM_HUGETLB: ENOMEM", HEX, SIZE, HEX)
        .by(SegmentCalls::get);
    table.full(SyscallNumbers.SHMAT, INT, POINTER, HEX).by(SegmentCalls::attach);
    table.full(SyscallNumbers.SHMDT, POINTER).by(SegmentCalls::detach);
    table
        .partial(
            SyscallNumbers.SHMCTL,
            "SHM_LOCK counts each segment alone against RLIMIT_MEMLOCK",
            INT,
            INT,
            POINTER)
        .by(SegmentCalls::control);
    table.full(SyscallNumbers.SEMGET, HEX, INT, HEX).by(SemaphoreCalls::get);
    table.full(SyscallNumbers.SEMOP, INT, POINTER, SIZE).by(SemaphoreCalls::operate);
    table
        .full(SyscallNumbers.SEMTIMEDOP, INT, POINTER, SIZE, TIMESPEC)
        .by(SemaphoreCalls::operateInTime);
    table.full(SyscallNumbers.SEMCTL, INT, INT, INT, HEX).by(SemaphoreControl::control);
    table.full(SyscallNumbers.MSGGET, HEX, HEX).by(MessageCalls::get);
    table.full(SyscallNumbers.MSGSND, INT, POINTER, SIZE, HEX).by(MessageCalls::send);
    table.full(SyscallNumbers.MSGRCV, INT, POINTER, SIZE, LONG, HEX).by(MessageCalls::receive);
    table.full(SyscallNumbers.MSGCTL, INT, INT, POINTER).by(MessageCalls::control);
    table.full(SyscallNumbers.MQ_OPEN, STRING, OPEN_FLAGS, MODE, POINTER).by(MqueueCalls::open);
    table.full(SyscallNumbers.MQ_UNLINK, STRING).by(MqueueCalls::unlink);
    table
        .full(SyscallNumbers.MQ_TIMEDSEND, FD, POINTER, SIZE, UINT, TIMESPEC)
        .by(MqueueCalls::send);
    table
        .full(SyscallNumbers.MQ_TIMEDRECEIVE, FD, POINTER, SIZE, POINTER, TIMESPEC)
        .by(MqueueCalls::receive);
    table
        .partial(
            SyscallNumbers.MQ_NOTIFY,
            "SIGEV_THREAD takes a netlink socket, and there are none: EBADF, ENOTSOCK or EINVAL",
            FD,
            POINTER)
        .by(MqueueNotify::register);
    table.full(SyscallNumbers.MQ_GETSETATTR, FD, POINTER, POINTER).by(MqueueCalls::attributes);
  }
}
