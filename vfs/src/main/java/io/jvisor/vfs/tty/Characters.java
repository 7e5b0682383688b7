package io.jvisor.vfs.tty;

/**
 * What kind of character a byte is, as the kernel's own table of ISO 8859-1 has it: the bytes from
 * 0x80 to 0x9f are of no kind.
 */
final class Characters {
  private Characters() {}

  static boolean isControl(int octet) {
    return octet < 0x20 || octet == 0x7f;
  }

  static boolean isAlphanumeric(int octet) {
    return (octet >= '0' && octet <= '9') || isUpper(octet) || isLower(octet);
  }

  static int toUpper(int octet) {
    return isLower(octet) ? octet - 0x20 : octet;
  }

  static int toLower(int octet) {
    return isUpper(octet) ? octet + 0x20 : octet;
  }

  private static boolean isUpper(int octet) {
    return (octet >= 'A' && octet <= 'Z') || (octet >= 0xc0 && octet <= 0xde && octet != 0xd7);
  }

  private static boolean isLower(int octet) {
    return (octet >= 'a' && octet <= 'z') || (octet >= 0xdf && octet <= 0xff && octet != 0xf7);
  }
}
