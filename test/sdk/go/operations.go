package main

import (
	"io"
	"strings"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/sms/v3/model"
)

// Every operation of SMS once, with its typed request, in an order in which each can succeed.
var inOrder = []struct {
	operationID string
	call        func()
}{
	{"ListApiVersion", listAPIVersion},
	{"ShowApiVersion", showAPIVersion},
	{"ShowConfig", showConfig},
	{"CreatePrivacyAgreements", createPrivacyAgreements},
	{"ShowPrivacyAgreements", showPrivacyAgreements},
	{"CreateMigproject", createMigproject},
	{"ListMigprojects", listMigprojects},
	{"ShowMigproject", showMigproject},
	{"UpdateMigproject", updateMigproject},
	{"UpdateDefaultMigproject", updateDefaultMigproject},
	{"DeleteMigproject", deleteMigproject},
	{"CreateTemplate", createTemplate},
	{"ListTemplates", listTemplates},
	{"ShowTemplate", showTemplate},
	{"UpdateTemplate", updateTemplate},
	{"RegisterServer", registerServer},
	{"ListServers", listServers},
	{"ShowServer", showServer},
	{"ShowOverview", showOverview},
	{"UpdateServerName", updateServerName},
	{"UpdateDiskInfo", updateDiskInfo},
	{"UpdateCopyState", updateCopyState},
	{"CreateTask", createTask},
	{"ListTasks", listTasks},
	{"ShowTask", showTask},
	{"UpdateTask", updateTask},
	{"UpdateSpeed", updateSpeed},
	{"ShowsSpeedLimits", showsSpeedLimits},
	{"UploadSpecialConfigurationSetting", uploadSpecialConfigurationSetting},
	{"ShowConfigSetting", showConfigSetting},
	{"ShowCertKey", showCertKey},
	{"ShowPassphrase", showPassphrase},
	{"ShowCommand", showCommand},
	{"UpdateTaskStatus", updateTaskStatus},
	{"ShowTargetPassword", showTargetPassword},
	{"UpdateCommandResult", updateCommandResult},
	{"UpdateTaskSpeed", updateTaskSpeed},
	{"UpdateConsistencyResult", updateConsistencyResult},
	{"ShowConsistencyResult", showConsistencyResult},
	{"ExportConsistencyResults", exportConsistencyResults},
	{"UpdateNetworkCheckInfo", updateNetworkCheckInfo},
	{"CollectLog", collectLog},
	{"ListErrorServers", listErrorServers},
	{"UnlockTargetEcs", unlockTargetEcs},
	{"CheckNetAcl", checkNetACL},
	{"ShowSha256", showSha256},
	{"DeleteTask", deleteTask},
	{"DeleteTasks", deleteTasks},
	{"DeleteTemplate", deleteTemplate},
	{"DeleteTemplates", deleteTemplates},
	{"DeleteServer", deleteServer},
	{"DeleteServers", deleteServers},
}

var client = smsFor(keys())

// What one operation made and another one needs.
var made struct {
	project, systemProject, template, source, secondSource, task string
}

func runOperations() {
	for _, operation := range inOrder {
		via := "typed"
		if historical[operation.operationID] {
			via = "core"
		}
		check("go", "operation", operation.operationID, via, operation.call)
	}
}

func listAPIVersion() {
	versions := *must(client.ListApiVersion(&model.ListApiVersionRequest{})).Versions
	same("versions", len(versions), 1)
	same("version", *versions[0].Id, "v3")
}

func showAPIVersion() {
	version := must(client.ShowApiVersion(&model.ShowApiVersionRequest{Version: "v3"}))
	same("version", *version.Id, "v3")
	same("status", *version.Status, "SUPPORTED")
}

func showConfig() {
	answer := must(client.ShowConfig(&model.ShowConfigRequest{}))
	same("main region", answer.Config["mainRegion"], "cn-north-4")
	same("second region", (*answer.Regions)[1]["region_name"], region)
}

func createPrivacyAgreements() {
	before := must(client.ShowPrivacyAgreements(&model.ShowPrivacyAgreementsRequest{}))
	same("flag", *before.Flag, false)
	done(client.CreatePrivacyAgreements(&model.CreatePrivacyAgreementsRequest{}))
}

func showPrivacyAgreements() {
	same("flag", *must(client.ShowPrivacyAgreements(&model.ShowPrivacyAgreementsRequest{})).Flag, true)
}

func createMigproject() {
	made.project = *must(client.CreateMigproject(&model.CreateMigprojectRequest{
		Body: &model.PostMigProjectBody{
			Name:              "first-wave",
			Region:            region,
			Type:              model.GetPostMigProjectBodyTypeEnum().MIGRATE_FILE,
			SpeedLimit:        ptr(int32(10)),
			ExistServer:       ptr(true),
			UsePublicIp:       ptr(false),
			Syncing:           ptr(false),
			Isdefault:         ptr(false),
			StartTargetServer: ptr(true),
			EnterpriseProject: ptr("default"),
		},
	})).Id
}

func listMigprojects() {
	answer := must(client.ListMigprojects(&model.ListMigprojectsRequest{Limit: ptr(int32(10)), Offset: ptr(int32(0))}))
	same("count", *answer.Count, int32(2))
	for _, project := range *answer.Migprojects {
		if *project.Name == "SystemProject" {
			made.systemProject = *project.Id
		}
	}
	holds("there is a SystemProject", made.systemProject != "")
}

func project(id string) *model.ShowMigprojectResponse {
	return must(client.ShowMigproject(&model.ShowMigprojectRequest{MigProjectId: id}))
}

func showMigproject() {
	shown := project(made.project)
	same("name", *shown.Name, "first-wave")
	same("speed limit", *shown.SpeedLimit, int32(10))
}

func updateMigproject() {
	done(client.UpdateMigproject(&model.UpdateMigprojectRequest{
		MigProjectId: made.project,
		Body: &model.MigProject{
			Name:              ptr("second-wave"),
			Region:            ptr(region),
			Type:              ptr(model.GetMigProjectTypeEnum().MIGRATE_BLOCK),
			SpeedLimit:        ptr(int32(20)),
			ExistServer:       ptr(true),
			UsePublicIp:       ptr(false),
			Syncing:           ptr(false),
			Isdefault:         ptr(false),
			StartTargetServer: ptr(true),
			EnterpriseProject: ptr("default"),
		},
	}))
	same("name", *project(made.project).Name, "second-wave")
}

func updateDefaultMigproject() {
	for _, id := range []string{made.project, made.systemProject} {
		done(client.UpdateDefaultMigproject(&model.UpdateDefaultMigprojectRequest{MigProjectId: id}))
		same("default", *project(id).Isdefault, true)
	}
}

func deleteMigproject() {
	done(client.DeleteMigproject(&model.DeleteMigprojectRequest{MigProjectId: made.project}))
	same("count", *must(client.ListMigprojects(&model.ListMigprojectsRequest{})).Count, int32(1))
}

func template(name string) *model.TemplateRequest {
	return &model.TemplateRequest{
		Name:             name,
		IsTemplate:       ptr(true),
		Region:           ptr(region),
		Projectid:        ptr(projectID),
		TargetServerName: ptr("target-01"),
		AvailabilityZone: ptr(region + "a"),
		Volumetype:       ptr("SAS"),
		DataVolumeType:   ptr("SAS"),
		Flavor:           ptr("s6.large.2"),
		Vpc:              &model.VpcObject{Id: ptr("autoCreate"), Name: ptr("vpc-sms"), Cidr: ptr("192.168.0.0/16")},
		Nics:             &[]model.Nics{{Id: "autoCreate", Name: "subnet-sms", Cidr: "192.168.0.0/24", Ip: ptr("")}},
		SecurityGroups:   &[]model.SgObject{{Id: "autoCreate", Name: "sg-sms"}},
		Publicip:         &model.PublicIp{Type: "5_bgp", BandwidthSize: 5, BandwidthShareType: ptr("PER")},
		Disk: &[]model.TemplateDisk{
			{Id: ptr(int64(0)), Index: 0, Name: "system", Disktype: "SAS", Size: 40, DeviceUse: ptr("OS")},
		},
		TargetPassword: ptr("Target@123"),
		ImageId:        ptr(""),
	}
}

func newTemplate(name string) string {
	body := &model.CreateTemplateReq{Template: template(name)}
	return *must(client.CreateTemplate(&model.CreateTemplateRequest{Body: body})).Id
}

func countTemplates() int32 {
	return *must(client.ListTemplates(&model.ListTemplatesRequest{})).Count
}

func createTemplate() { made.template = newTemplate("small") }

func listTemplates() {
	answer := must(client.ListTemplates(&model.ListTemplatesRequest{
		Name: ptr("small"), Region: ptr(region), Limit: ptr(int32(10)), Offset: ptr(int32(0)),
	}))
	same("count", *answer.Count, int32(1))
	same("id", *(*answer.Templates)[0].Id, made.template)
	same("cidr", (*answer.Templates)[0].Nics[0].Cidr, "192.168.0.0/24")
}

func showTemplate() {
	shown := must(client.ShowTemplate(&model.ShowTemplateRequest{Id: made.template})).Template
	same("flavor", shown.Flavor, "s6.large.2")
	same("disk size", shown.Disk[0].Size, int64(40))
	same("is_template", *shown.IsTemplate, "true")
}

func updateTemplate() {
	changed := template("small")
	changed.Flavor = ptr("s6.xlarge.2")
	done(client.UpdateTemplate(&model.UpdateTemplateRequest{
		Id: made.template, Body: &model.UpdateTemplateReq{Template: changed},
	}))
	shown := must(client.ShowTemplate(&model.ShowTemplateRequest{Id: made.template})).Template
	same("flavor", shown.Flavor, "s6.xlarge.2")
}

// newSource registers a source and lets it pass its check.
func newSource(name string) string {
	answer := must(client.RegisterServer(&model.RegisterServerRequest{Body: linuxSource(name)}))
	advance(map[string]any{"events": 1})
	return *answer.Id
}

func source(id string) *model.ShowServerResponse {
	return must(client.ShowServer(&model.ShowServerRequest{SourceId: id}))
}

func countServers() int32 {
	return *must(client.ListServers(&model.ListServersRequest{})).Count
}

func registerServer() { made.source = newSource("web-01") }

func listServers() {
	waiting := model.GetListServersRequestStateEnum().WAITING
	answer := must(client.ListServers(&model.ListServersRequest{
		Name: ptr("web-01"), State: &waiting, Limit: ptr(int32(10)), Offset: ptr(int32(0)),
	}))
	same("count", *answer.Count, int32(1))
	listed := (*answer.SourceServers)[0]
	same("id", *listed.Id, made.source)
	same("first check", (*listed.Checks)[0].Result, model.GetEnvironmentCheckResultEnum().OK)
}

func showServer() {
	server := source(made.source)
	same("name", *server.Name, "web-01")
	same("state", *server.State, model.GetShowServerResponseStateEnum().WAITING)
	same("mount point", *(*(*server.Disks)[0].PhysicalVolumes)[0].MountPoint, "/")
	same("MAC", (*server.Networks)[0].Mac, "fa:16:3e:b9:49:1f")
}

func showOverview() {
	overview := must(client.ShowOverview(&model.ShowOverviewRequest{}))
	same("waiting", *overview.Waiting, int32(1))
	same("error", *overview.Error, int32(0))
}

func updateServerName() {
	done(client.UpdateServerName(&model.UpdateServerNameRequest{
		SourceId: made.source,
		Body:     &model.PutSourceServerBody{Name: ptr("web-renamed"), Migprojectid: ptr(made.systemProject)},
	}))
	same("name", *source(made.source).Name, "web-renamed")
}

func updateDiskInfo() {
	disks := sourceDisks()
	(*disks)[0].InodeSize = ptr(int32(512))
	done(client.UpdateDiskInfo(&model.UpdateDiskInfoRequest{
		SourceId: made.source,
		Body: &model.PutDiskInfoReq{
			Disks: disks, Volumegroups: &[]model.VolumeGroups{}, BtrfsList: &[]model.BtrfsFileSystem{},
		},
	}))
	same("inode size", *(*source(made.source).Disks)[0].InodeSize, int32(512))
}

func updateCopyState() {
	done(client.UpdateCopyState(&model.UpdateCopyStateRequest{
		SourceId: made.source,
		Body: &model.PutCopyStateReq{
			Copystate:      model.GetPutCopyStateReqCopystateEnum().WAITING,
			Migrationcycle: model.GetPutCopyStateReqMigrationcycleEnum().SETTING,
		},
	}))
	same("cycle", *source(made.source).MigrationCycle, model.GetShowServerResponseMigrationCycleEnum().CHECKING)
}

// newTask is a task to an existing server, or, without its id, to one from the template.
func newTask(name, source, vmID string) string {
	body := &model.PostTask{
		Name:              name,
		Type:              model.GetPostTaskTypeEnum().MIGRATE_FILE,
		OsType:            ptr(model.GetPostTaskOsTypeEnum().LINUX),
		SourceServer:      &model.SourceServerByTask{Id: source},
		TargetServer:      target(vmID),
		ExistServer:       ptr(vmID != ""),
		RegionId:          region,
		RegionName:        region,
		ProjectId:         projectID,
		ProjectName:       region,
		MigrationIp:       ptr("192.168.1.175"),
		UsePublicIp:       ptr(false),
		StartTargetServer: ptr(true),
		Syncing:           ptr(false),
		Priority:          ptr(int32(1)),
		SpeedLimit:        ptr(int32(0)),
	}
	if vmID == "" {
		body.VmTemplateId = ptr(made.template)
	}
	return *must(client.CreateTask(&model.CreateTaskRequest{Body: body})).Id
}

func task(id string) *model.ShowTaskResponse {
	return must(client.ShowTask(&model.ShowTaskRequest{TaskId: id}))
}

func countTasks() int32 {
	return *must(client.ListTasks(&model.ListTasksRequest{})).Count
}

func createTask() { made.task = newTask("move-web-01", made.source, "") }

func listTasks() {
	answer := must(client.ListTasks(&model.ListTasksRequest{
		SourceServerId: ptr(made.source), Limit: ptr(int32(10)), Offset: ptr(int32(0)),
	}))
	same("count", *answer.Count, int32(1))
	same("id", *(*answer.Tasks)[0].Id, made.task)
	same("source", (*answer.Tasks)[0].SourceServer.Name, "web-renamed")
}

func showTask() {
	shown := task(made.task)
	same("state", *shown.State, model.GetShowTaskResponseStateEnum().READY)
	same("template", *shown.VmTemplateId, made.template)
	same("source", *shown.SourceServer.Id, made.source)
	same("partition", *(*shown.TargetServer.Disks[0].PhysicalVolumes)[0].Name, "/dev/vda1")
}

func updateTask() {
	answer := must(client.UpdateTask(&model.UpdateTaskRequest{
		TaskId: made.task, Body: &model.PutTaskReq{Name: ptr("move-web"), SpeedLimit: ptr(int32(50))},
	}))
	same("id", *answer.Id, made.task)
	same("speed limit", *task(made.task).SpeedLimit, int32(50))
}

func updateSpeed() {
	window := model.SpeedLimitlJson{Start: "00:00", End: "23:59", Speed: ptr(int32(100)), OverSpeedThreshold: ptr(50.0)}
	done(client.UpdateSpeed(&model.UpdateSpeedRequest{
		TaskId: made.task, Body: &model.SpeedLimit{SpeedLimit: []model.SpeedLimitlJson{window}},
	}))
}

func showsSpeedLimits() {
	limits := *must(client.ShowsSpeedLimits(&model.ShowsSpeedLimitsRequest{TaskId: made.task})).SpeedLimit
	same("limits", len(limits), 1)
	same("speed", *limits[0].Speed, int32(100))
	same("threshold", *limits[0].OverSpeedThreshold, 50.0)
}

func uploadSpecialConfigurationSetting() {
	entry := model.ConfigBody{ConfigKey: model.GetConfigBodyConfigKeyEnum().LINUX_CPU_LIMIT, ConfigValue: "60"}
	done(client.UploadSpecialConfigurationSetting(&model.UploadSpecialConfigurationSettingRequest{
		TaskId: made.task, Body: &model.ConfigurationRequestBody{Configurations: []model.ConfigBody{entry}},
	}))
}

func showConfigSetting() {
	answer := must(client.ShowConfigSetting(&model.ShowConfigSettingRequest{
		TaskId: made.task, ConfigKey: ptr("LINUX_CPU_LIMIT"),
	}))
	same("type", *answer.MigrateType, model.GetShowConfigSettingResponseMigrateTypeEnum().LINUX_MIGRATE_FILE)
	same("value", (*answer.Configurations)[0].ConfigValue, "60")
}

func showCertKey() {
	keys := must(client.ShowCertKey(&model.ShowCertKeyRequest{TaskId: made.task, EnableCaCert: ptr(true)}))
	holds("cert is a certificate", strings.HasPrefix(*keys.Cert, "-----BEGIN CERTIFICATE-----"))
	holds("ca is a certificate", strings.HasPrefix(*keys.Ca, "-----BEGIN CERTIFICATE-----"))
	holds("there is a private key", strings.Contains(*keys.TargetDataPrivateKey, "PRIVATE KEY"))
}

func showPassphrase() {
	answer := must(client.ShowPassphrase(&model.ShowPassphraseRequest{TaskId: made.task}))
	same("task", *answer.TaskId, made.task)
	same("length", len(*answer.Passphrase), 16)
}

func command() *model.ShowCommandResponse {
	return must(client.ShowCommand(&model.ShowCommandRequest{ServerId: made.source}))
}

func showCommand() {
	same("command", *command().CommandName, "TASK_NOT_STARTED")
	same("task", *command().CommandParam.TaskId, made.task)
}

func start(id string) {
	done(client.UpdateTaskStatus(&model.UpdateTaskStatusRequest{
		TaskId: id,
		Body:   &model.UpdateTaskStatusReq{Operation: model.GetUpdateTaskStatusReqOperationEnum().START},
	}))
}

func updateTaskStatus() {
	start(made.task)
	same("state", *task(made.task).State, model.GetShowTaskResponseStateEnum().RUNNING)
}

func showTargetPassword() {
	answer := must(client.ShowTargetPassword(&model.ShowTargetPasswordRequest{Id: made.template}))
	same("password", *answer.TargetPassword, "Target@123")
}

func updateCommandResult() {
	var detail any = map[string]string{"msg": "test"}
	done(client.UpdateCommandResult(&model.UpdateCommandResultRequest{
		ServerId: made.source,
		Body:     &model.CommandBody{CommandName: "START", Result: "success", ResultDetail: &detail},
	}))
}

func updateTaskSpeed() {
	done(client.UpdateTaskSpeed(&model.UpdateTaskSpeedRequest{
		TaskId: made.task,
		Body: &model.UpdateTaskSpeedReq{
			SubtaskName:   model.GetUpdateTaskSpeedReqSubtaskNameEnum().MIGRATE_LINUX_FILE,
			Progress:      50,
			Replicatesize: 1000,
			Totalsize:     100000,
			ProcessTrace:  "copying",
			MigrateSpeed:  ptr(9.5),
			CompressRate:  ptr(1.5),
			RemainTime:    ptr(int64(1)),
			TotalCpuUsage: ptr(12.5),
		},
	}))
	shown := task(made.task)
	// The copy has not begun, so that it has no speed.
	same("speed", *shown.MigrateSpeed, 0.0)
	same("compression", *shown.CompressRate, 1.5)
}

func updateConsistencyResult() {
	result := model.ConsistencyResult{DirCheck: "/root/test", NumTotalFiles: 100, NumDifferentFiles: 1}
	done(client.UpdateConsistencyResult(&model.UpdateConsistencyResultRequest{
		TaskId: made.task,
		Body:   &model.SetConsistencyResultRequestBody{ConsistencyResult: &[]model.ConsistencyResult{result}},
	}))
}

func showConsistencyResult() {
	answer := must(client.ShowConsistencyResult(&model.ShowConsistencyResultRequest{TaskId: made.task}))
	same("task", *answer.TaskId, made.task)
	holds("the folder is in the result", strings.Contains((*answer.ResultList)[0], "/root/test"))
}

func exportConsistencyResults() {
	entry := model.BatchConsistencyReq{TaskId: ptr(made.task), SourceId: ptr(made.source), SourceName: ptr("web-renamed")}
	answer := must(client.ExportConsistencyResults(&model.ExportConsistencyResultsRequest{
		Body: &model.BatchGetConsistencyResultReq{TaskInfo: []model.BatchConsistencyReq{entry}},
	}))
	defer answer.Body.Close()
	holds("the table names the source", strings.Contains(string(must(io.ReadAll(answer.Body))), "web-renamed"))
}

func updateNetworkCheckInfo() {
	answer := must(client.UpdateNetworkCheckInfo(&model.UpdateNetworkCheckInfoRequest{
		TaskId: made.task,
		Body: &model.NetworkCheckInfoRequestBody{
			DomainConnectivity:      ptr(true),
			DestinationConnectivity: ptr(true),
			NetworkDelay:            20,
			NetworkJitter:           2,
			MigrationSpeed:          100,
			CpuUsage:                12.5,
			MemUsage:                35,
			EvaluationResult:        "success",
		},
	}))
	same("task", *answer.TaskId, made.task)
}

func collectLog() {
	advance(map[string]any{"until": map[string]any{"task": made.task, "state": "MIGRATE_SUCCESS"}})
	done(client.CollectLog(&model.CollectLogRequest{
		TaskId: made.task, Body: &model.UploadLogRequestBody{LogBucket: "my-logs"},
	}))
	same("command", *command().CommandName, "UPLOAD_LOG")
	same("bucket", *command().CommandParam.Bucket, "my-logs")
}

func listErrorServers() {
	answer := must(client.ListErrorServers(&model.ListErrorServersRequest{Limit: ptr(int32(10))}))
	same("count", int(*answer.Count), len(*answer.MigrationErrors))
}

func deleteTask() {
	done(client.DeleteTask(&model.DeleteTaskRequest{TaskId: made.task}))
	same("count", countTasks(), int32(0))
}

func deleteTasks() {
	made.secondSource = newSource("db-01")
	id := newTask("move-db-01", made.secondSource, "7c804c50-e9eb-40af-86ec-c78da64f22e2")
	done(client.DeleteTasks(&model.DeleteTasksRequest{Body: &model.DeleteTasksReq{Ids: []string{id}}}))
	same("count", countTasks(), int32(0))
}

func deleteTemplate() {
	done(client.DeleteTemplate(&model.DeleteTemplateRequest{Id: made.template}))
	same("count", countTemplates(), int32(0))
}

func deleteTemplates() {
	ids := []string{newTemplate("one"), newTemplate("two")}
	done(client.DeleteTemplates(&model.DeleteTemplatesRequest{Body: &model.DeletetemplatesReq{Ids: ids}}))
	same("count", countTemplates(), int32(0))
}

func deleteServer() {
	done(client.DeleteServer(&model.DeleteServerRequest{SourceId: made.source}))
	same("count", countServers(), int32(1))
}

func deleteServers() {
	done(client.DeleteServers(&model.DeleteServersRequest{Body: &model.DeleteIds{Ids: []string{made.secondSource}}}))
	same("count", countServers(), int32(0))
}
