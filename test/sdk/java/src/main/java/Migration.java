import com.huaweicloud.sdk.sms.v3.model.ShowServerResponse;
import com.huaweicloud.sdk.sms.v3.model.ShowTaskResponse;
import com.huaweicloud.sdk.sms.v3.model.SubTask;
import java.util.Map;
import java.util.stream.Collectors;

/** A whole migration: register, create, start, wait, done. */
final class Migration {
  private final Operations sms = new Operations();

  void run() {
    Report.check("migration", "a whole migration", "typed", this::migrate);
  }

  private void migrate() throws Exception {
    var source = sms.newSource("app-01");
    var task = sms.newTask("move-app-01", source, "3f2a7c1e-93a5-4f0e-8f57-0f6f3b8f2c11");
    sms.start(task);

    Emulator.advance(
        Map.of("until", Map.of("task", task, "subtask", "MIGRATE_LINUX_FILE", "percent", 63)));
    Report.same("progress", progress(sms.shownTask(task)).get("MIGRATE_LINUX_FILE"), 63);

    Emulator.advance(Map.of("until", Map.of("task", task, "state", "MIGRATE_SUCCESS")));
    var shown = sms.shownTask(task);
    Report.same("state", shown.getState(), "MIGRATE_SUCCESS");
    progress(shown).forEach((name, percent) -> Report.same(name, percent, 100));
    var state = sms.shownServer(source).getState();
    Report.same("source", state, ShowServerResponse.StateEnum.FINISHED);
  }

  private static Map<String, Integer> progress(ShowTaskResponse task) {
    return task.getSubTasks().stream()
        .collect(Collectors.toMap(SubTask::getName, SubTask::getProgress));
  }
}
