import com.huaweicloud.sdk.core.utils.JsonUtils;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Objects;

/** What the suite tells the runner: one JSON line for each thing that a client can do. */
final class Report {
  private Report() {}

  /** Something that a client does, and that may fail in any way. */
  interface Work {
    void run() throws Exception;
  }

  /** Runs work and reports whether it came to its end. */
  static void check(String kind, String name, String via, Work work) {
    var line = new LinkedHashMap<String, Object>();
    line.put("client", "java");
    line.put("kind", kind);
    line.put("name", name);
    line.put("via", via);
    try {
      work.run();
      line.put("ok", true);
    } catch (Exception | AssertionError problem) {
      line.put("ok", false);
      line.put("message", placeOf(problem) + problem);
    }
    System.out.println(JsonUtils.toJSON(line));
  }

  private static String placeOf(Throwable problem) {
    return Arrays.stream(problem.getStackTrace())
        .filter(frame -> frame.getClassName().indexOf('.') < 0 && !frame.getClassName().equals("Report"))
        .map(frame -> frame.getFileName() + ":" + frame.getLineNumber() + " ")
        .findFirst()
        .orElse("");
  }

  /** Says that something is what it should be. */
  static void same(String what, Object got, Object want) {
    if (!Objects.equals(got, want)) {
      throw new AssertionError(what + " is " + got + ", not " + want);
    }
  }

  /** Says that something is so. */
  static void holds(String what, boolean so) {
    if (!so) {
      throw new AssertionError("not so: " + what);
    }
  }

  /** The exception that work must end with. */
  static <E extends Exception> E refused(Class<E> kind, Work work) {
    try {
      work.run();
    } catch (Exception refusal) {
      if (kind.isInstance(refusal)) {
        return kind.cast(refusal);
      }
      throw new AssertionError("no " + kind.getSimpleName() + " but " + refusal, refusal);
    }
    throw new AssertionError("no " + kind.getSimpleName() + " was thrown");
  }
}
