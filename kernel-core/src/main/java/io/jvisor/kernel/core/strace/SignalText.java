package io.jvisor.kernel.core.strace;

import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.core.signal.SignalInfo;
import io.jvisor.kernel.core.signal.SignalSets;

/** Signals, sets of signals and what came with a signal, as text. */
final class SignalText {
  private static final int MOST_LISTED = 32;

  private SignalText() {}

  /** A signal's name, or 0. */
  static String name(int signal) {
    return signal == 0 ? "0" : Signals.name(signal);
  }

  /** A set, such as {@code [INT CHLD]}; a set of nearly all is shown by what is not in it. */
  static String set(long set) {
    if (Long.bitCount(set) > MOST_LISTED) {
      return "~" + list(~set);
    }
    return list(set);
  }

  private static String list(long set) {
    StringBuilder text = new StringBuilder("[");
    for (long rest = set; rest != 0; rest &= rest - 1) {
      if (text.length() > 1) {
        text.append(' ');
      }
      String name = Signals.name(SignalSets.lowest(rest));
      text.append(name.startsWith("SIG") ? name.substring(3) : name);
    }
    return text.append(']').toString();
  }

  /** What came with a signal, such as {@code {si_signo=SIGCHLD, si_code=CLD_EXITED, ...}}. */
  static String info(SignalInfo info) {
    StringBuilder text = new StringBuilder("{si_signo=").append(name(info.signal()));
    text.append(", si_code=").append(code(info));
    if (info.isFault()) {
      text.append(", si_addr=").append(address(info.first()));
    } else if (info.signal() == Signals.SIGCHLD && info.code() > 0 && info.code() < 7) {
      text.append(", si_pid=").append(info.pid()).append(", si_uid=").append(info.uid());
      text.append(", si_status=").append(childStatus(info));
      text.append(", si_utime=").append(info.third());
      text.append(", si_stime=").append(info.fourth());
    } else if (info.signal() == Signals.SIGSYS && info.code() == SignalInfo.SYS_SECCOMP) {
      text.append(", si_errno=").append(info.errno());
      text.append(", si_call_addr=").append(address(info.first()));
      text.append(", si_syscall=__NR_").append(SyscallNumbers.name(info.status()));
    } else if (info.code() <= 0) {
      text.append(", si_pid=").append(info.pid()).append(", si_uid=").append(info.uid());
      if (info.code() == SignalInfo.SI_QUEUE) {
        text.append(", si_value=0x").append(Long.toHexString(info.second()));
      }
    }
    return text.append('}').toString();
  }

  private static String childStatus(SignalInfo info) {
    return info.code() == SignalInfo.CLD_EXITED
        ? Integer.toString(info.status())
        : name(info.status());
  }

  private static String code(SignalInfo info) {
    return switch (info.code()) {
      case SignalInfo.SI_USER -> "SI_USER";
      case SignalInfo.SI_KERNEL -> "SI_KERNEL";
      case SignalInfo.SI_QUEUE -> "SI_QUEUE";
      case SignalInfo.SI_TIMER -> "SI_TIMER";
      case SignalInfo.SI_TKILL -> "SI_TKILL";
      default -> specificCode(info);
    };
  }

  private static String specificCode(SignalInfo info) {
    String[] names =
        switch (info.signal()) {
          case Signals.SIGCHLD ->
              new String[] {
                "CLD_EXITED",
                "CLD_KILLED",
                "CLD_DUMPED",
                "CLD_TRAPPED",
                "CLD_STOPPED",
                "CLD_CONTINUED"
              };
          case Signals.SIGSEGV -> new String[] {"SEGV_MAPERR", "SEGV_ACCERR"};
          case Signals.SIGBUS -> new String[] {"BUS_ADRALN", "BUS_ADRERR", "BUS_OBJERR"};
          case Signals.SIGFPE ->
              new String[] {
                "FPE_INTDIV",
                "FPE_INTOVF",
                "FPE_FLTDIV",
                "FPE_FLTOVF",
                "FPE_FLTUND",
                "FPE_FLTRES",
                "FPE_FLTINV",
                "FPE_FLTSUB"
              };
          case Signals.SIGTRAP -> new String[] {"TRAP_BRKPT", "TRAP_TRACE"};
          case Signals.SIGSYS -> new String[] {"SYS_SECCOMP", "SYS_USER_DISPATCH"};
          case Signals.SIGILL -> new String[] {"ILL_ILLOPC", "ILL_ILLOPN"};
          default -> new String[0];
        };
    int code = info.code();
    return code >= 1 && code <= names.length ? names[code - 1] : Integer.toString(code);
  }

  /** An address. */
  static String address(long address) {
    return address == 0 ? "NULL" : "0x" + Long.toHexString(address);
  }
}
