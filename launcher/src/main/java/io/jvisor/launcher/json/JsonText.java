package io.jvisor.launcher.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.launcher.UserError;
import io.jvisor.platform.spi.host.HostErrors;
import io.jvisor.platform.spi.host.HostText;
import java.util.Map;

/** Reads JSON files. A name that occurs twice in an object is an error. */
public final class JsonText {
  private static final int LIMIT = 16 << 20;

  private JsonText() {}

  /**
   * Reads a file that holds one object.
   *
   * @param path one char a byte
   * @param comments whether Java's comments and trailing commas are allowed
   */
  public static JsonFields read(String path, boolean comments) throws UserError {
    try {
      return parse(path, HostText.read(path, LIMIT), comments);
    } catch (ErrnoException error) {
      throw UserError.usage(path + ": " + HostErrors.text(error.errno()));
    }
  }

  /**
   * Reads an object.
   *
   * @param name of where it comes from, for messages
   */
  public static JsonFields parse(String name, byte[] text, boolean comments) throws UserError {
    try {
      return parseTree(name, text, comments);
    } catch (JsonProcessingException error) {
      throw UserError.usage(
          name
              + ":"
              + error.getLocation().getLineNr()
              + ":"
              + error.getLocation().getColumnNr()
              + ": not JSON: "
              + error.getOriginalMessage().lines().findFirst().orElse(""));
    } catch (UserError error) {
      throw error;
    } catch (Exception impossible) {
      // What is declared is an error of input and output; the text is in memory.
      throw new AssertionError(impossible);
    }
  }

  private static JsonFields parseTree(String name, byte[] text, boolean comments) throws Exception {
    JsonFactory factory =
        JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .configure(JsonReadFeature.ALLOW_JAVA_COMMENTS, comments)
            .configure(JsonReadFeature.ALLOW_TRAILING_COMMA, comments)
            .build();
    try (JsonParser parser = factory.createParser(text)) {
      parser.nextToken();
      if (!(JsonTree.read(parser) instanceof Map<?, ?> object)) {
        throw UserError.usage(name + ": must be a JSON object");
      }
      if (parser.nextToken() != null) {
        throw UserError.usage(name + ": there is something after the JSON object");
      }
      return new JsonFields(name, "", object);
    }
  }
}
