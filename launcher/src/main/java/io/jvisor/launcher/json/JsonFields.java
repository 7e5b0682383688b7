package io.jvisor.launcher.json;

import io.jvisor.launcher.UserError;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The members of a JSON object. Each reader takes a member by name; a value that does not fit is an
 * error that tells file, field and reason, such as {@code config.json: process.cwd: must be an
 * absolute path}. A member that is {@code null} counts as absent.
 */
public final class JsonFields {
  /** In digits. */
  private static final int LONGEST_NUMBER = 30;

  private final String file;
  private final String path;
  private final Map<?, ?> object;
  private final Set<String> known = new HashSet<>();

  JsonFields(String file, String path, Map<?, ?> object) {
    this.file = file;
    this.path = path;
    this.object = object;
  }

  /** An error about a member. */
  public UserError error(String name, String reason) {
    return UserError.usage(file + ": " + pathOf(name) + ": " + reason);
  }

  /** Whether there is a member of this name. */
  public boolean has(String name) {
    return value(name) != null;
  }

  /** Marks a member as known that is not read. */
  public void ignore(String name) {
    known.add(name);
  }

  /** A text of one char a byte; null when there is none. */
  public String text(String name) throws UserError {
    Object value = value(name);
    return value == null ? null : toText(name, value);
  }

  /** A text that has to be there, and not be empty. */
  public String requiredText(String name) throws UserError {
    String text = text(name);
    if (text == null) {
      throw error(name, "is missing");
    }
    if (text.isEmpty()) {
      throw error(name, "must not be empty");
    }
    return text;
  }

  /** One of some words; null when there is none. */
  public String choice(String name, List<String> words) throws UserError {
    String text = text(name);
    if (text != null && !words.contains(text)) {
      throw error(name, "must be one of " + String.join(", ", words) + ", not '" + text + "'");
    }
    return text;
  }

  /** A truth value. */
  public boolean flag(String name, boolean otherwise) throws UserError {
    Object value = value(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Boolean truth) {
      return truth;
    }
    throw error(name, "must be true or false");
  }

  /** A whole number between two bounds, which count as well. */
  public long number(String name, long otherwise, long least, long most) throws UserError {
    Object value = value(name);
    if (value == null) {
      return otherwise;
    }
    BigInteger number = toInteger(name, value);
    if (number.compareTo(BigInteger.valueOf(least)) < 0
        || number.compareTo(BigInteger.valueOf(most)) > 0) {
      throw error(name, "must be between " + least + " and " + most + ", not " + number);
    }
    return number.longValue();
  }

  /** A number of 64 bits without sign that has to be there. */
  public long requiredUnsigned(String name) throws UserError {
    Object value = value(name);
    if (value == null) {
      throw error(name, "is missing");
    }
    BigInteger number = toInteger(name, value);
    if (number.signum() < 0 || number.bitLength() > Long.SIZE) {
      throw error(name, "must be between 0 and 2^64-1, not " + number);
    }
    return number.longValue();
  }

  /** A list of texts; null when there is none. */
  public List<String> texts(String name) throws UserError {
    List<?> array = array(name);
    if (array == null) {
      return null;
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      texts.add(toText(name + "[" + i + "]", array.get(i)));
    }
    return texts;
  }

  /** A list of numbers of 32 bits without sign; empty when there is none. */
  public int[] ids(String name) throws UserError {
    List<?> array = array(name);
    int[] ids = new int[array == null ? 0 : array.size()];
    for (int i = 0; i < ids.length; i++) {
      String item = name + "[" + i + "]";
      BigInteger number = toInteger(item, array.get(i));
      if (number.signum() < 0 || number.bitLength() > Integer.SIZE) {
        throw error(item, "must be between 0 and 4294967295, not " + number);
      }
      ids[i] = number.intValue();
    }
    return ids;
  }

  /** An object; null when there is none. */
  public JsonFields object(String name) throws UserError {
    Object value = value(name);
    if (value == null) {
      return null;
    }
    if (value instanceof Map<?, ?> member) {
      return new JsonFields(file, pathOf(name), member);
    }
    throw error(name, "must be an object");
  }

  /** An object that has to be there. */
  public JsonFields requiredObject(String name) throws UserError {
    JsonFields member = object(name);
    if (member == null) {
      throw error(name, "is missing");
    }
    return member;
  }

  /** A list of objects; empty when there is none. */
  public List<JsonFields> objects(String name) throws UserError {
    List<?> array = array(name);
    List<JsonFields> objects = new ArrayList<>();
    for (int i = 0; array != null && i < array.size(); i++) {
      String item = name + "[" + i + "]";
      if (!(array.get(i) instanceof Map<?, ?> member)) {
        throw error(item, "must be an object");
      }
      objects.add(new JsonFields(file, pathOf(item), member));
    }
    return objects;
  }

  /** Refuses members that nothing asked for. */
  public void rejectUnknown() throws UserError {
    Set<String> unknown = new TreeSet<>();
    object.keySet().forEach(name -> unknown.add((String) name));
    unknown.removeAll(known);
    for (String name : unknown) {
      throw error(
          bytes(name), "is not known here; known are " + String.join(", ", new TreeSet<>(known)));
    }
  }

  private List<?> array(String name) throws UserError {
    Object value = value(name);
    if (value == null) {
      return null;
    }
    if (value instanceof List<?> array) {
      return array;
    }
    throw error(name, "must be a list");
  }

  private Object value(String name) {
    known.add(name);
    return object.get(name);
  }

  private String toText(String name, Object value) throws UserError {
    if (!(value instanceof String text)) {
      throw error(name, "must be a text");
    }
    if (text.indexOf('\0') >= 0) {
      throw error(name, "must not contain the character NUL");
    }
    return bytes(text);
  }

  private BigInteger toInteger(String name, Object value) throws UserError {
    if (value instanceof BigDecimal decimal) {
      // 1e999999999 is a number, too, but no integer to be written out.
      if (decimal.precision() - decimal.scale() <= LONGEST_NUMBER) {
        try {
          return decimal.toBigIntegerExact();
        } catch (ArithmeticException fraction) {
          throw error(name, "must be a whole number, not " + decimal);
        }
      }
      throw error(name, "must be a smaller number");
    }
    throw error(name, "must be a number");
  }

  private String pathOf(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** The UTF-8 encoding of a text, one char a byte. */
  private static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
