package main

import "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/sms/v3/model"

// migrate registers a source, migrates it, and looks in on the way.
func migrate() {
	source := newSource("app-01")
	id := newTask("move-app-01", source, "3f2a7c1e-93a5-4f0e-8f57-0f6f3b8f2c11")
	start(id)

	advance(map[string]any{"until": map[string]any{"task": id, "subtask": "MIGRATE_LINUX_FILE", "percent": 63}})
	same("progress", progress(task(id))["MIGRATE_LINUX_FILE"], int32(63))

	advance(map[string]any{"until": map[string]any{"task": id, "state": "MIGRATE_SUCCESS"}})
	shown := task(id)
	same("state", *shown.State, model.GetShowTaskResponseStateEnum().MIGRATE_SUCCESS)
	for name, percent := range progress(shown) {
		same(name, percent, int32(100))
	}
	server := must(client.ShowServer(&model.ShowServerRequest{SourceId: source}))
	same("source", *server.State, model.GetShowServerResponseStateEnum().FINISHED)
}

func progress(task *model.ShowTaskResponse) map[string]int32 {
	percents := map[string]int32{}
	for _, row := range *task.SubTasks {
		percents[*row.Name] = row.Progress
	}
	return percents
}

func runMigration() { check("go", "migration", "a whole migration", "typed", migrate) }
