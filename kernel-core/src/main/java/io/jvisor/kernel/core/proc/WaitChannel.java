package io.jvisor.kernel.core.proc;

import io.jvisor.kernel.api.abi.SyscallNumbers;

/**
 * {@code /proc/PID/wchan}: the function of Linux in which a call waits, as far as the call tells.
 * What waits differently for each kind of file is shown as what all of them go through.
 */
final class WaitChannel {
  private WaitChannel() {}

  /** The function for a state and a call; {@code "0"} for who does not wait. */
  static String of(char state, long call) {
    return switch (state) {
      case 'T' -> "do_signal_stop";
      case 't' -> "ptrace_stop";
      case 'S', 'D' -> waitsIn(call);
      default -> "0";
    };
  }

  private static String waitsIn(long call) {
    return switch ((int) call) {
      case SyscallNumbers.WAIT4, SyscallNumbers.WAITID -> "do_wait";
      case SyscallNumbers.NANOSLEEP, SyscallNumbers.CLOCK_NANOSLEEP -> "hrtimer_nanosleep";
      case SyscallNumbers.FUTEX, SyscallNumbers.FUTEX_WAITV -> "futex_do_wait";
      case SyscallNumbers.POLL,
          SyscallNumbers.PPOLL,
          SyscallNumbers.SELECT,
          SyscallNumbers.PSELECT6 ->
          "poll_schedule_timeout";
      case SyscallNumbers.EPOLL_WAIT, SyscallNumbers.EPOLL_PWAIT, SyscallNumbers.EPOLL_PWAIT2 ->
          "do_epoll_wait";
      case SyscallNumbers.PAUSE -> "__do_sys_pause";
      case SyscallNumbers.RT_SIGSUSPEND -> "sigsuspend";
      case SyscallNumbers.RT_SIGTIMEDWAIT -> "do_sigtimedwait";
      case SyscallNumbers.FLOCK -> "locks_lock_inode_wait";
      case SyscallNumbers.FCNTL -> "fcntl_setlk";
      case SyscallNumbers.SEMOP, SyscallNumbers.SEMTIMEDOP -> "__do_semtimedop";
      case SyscallNumbers.MSGRCV -> "do_msgrcv";
      case SyscallNumbers.MSGSND -> "do_msgsnd";
      case SyscallNumbers.MQ_TIMEDRECEIVE, SyscallNumbers.MQ_TIMEDSEND -> "wq_sleep";
      case SyscallNumbers.READ, SyscallNumbers.READV, SyscallNumbers.PREADV2 -> "vfs_read";
      case SyscallNumbers.WRITE, SyscallNumbers.WRITEV, SyscallNumbers.PWRITEV2 -> "vfs_write";
      case SyscallNumbers.RECVFROM, SyscallNumbers.RECVMSG, SyscallNumbers.RECVMMSG ->
          "sock_recvmsg";
      case SyscallNumbers.SENDTO, SyscallNumbers.SENDMSG, SyscallNumbers.SENDMMSG -> "sock_sendmsg";
      case SyscallNumbers.ACCEPT, SyscallNumbers.ACCEPT4 -> "do_accept";
      case SyscallNumbers.OPEN, SyscallNumbers.OPENAT, SyscallNumbers.OPENAT2 -> "vfs_open";
      case SyscallNumbers.VFORK, SyscallNumbers.CLONE, SyscallNumbers.CLONE3 -> "kernel_clone";
      case -1 -> "handle_mm_fault"; // a file is being read
      default -> "do_syscall_64";
    };
  }
}
